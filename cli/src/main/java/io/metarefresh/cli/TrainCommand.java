package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.dataset.TimeSplit;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotWriter;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.OptimizerSettings;
import io.metarefresh.training.OuterLoopSettings;
import io.metarefresh.training.Schedule;
import io.metarefresh.training.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code metarefresh train}: interactions to a snapshot. */
@Command(
        name = "train",
        description = {
            "Meta-trains a model (exact second-order MAML) on the earlier part of the interactions, and writes a snapshot.",
            "The later part is left for 'metarefresh evaluate' and 'metarefresh local'; --share 1 trains on everything."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Interactions file.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Directory of the new snapshot; must not exist, or be empty.")
    private Path out;

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            defaultValue = "0.7",
            description = "Share of the interactions, the earliest ones, to train on.")
    private double share;

    @Option(
            names = "--no-search",
            description =
                    "Train with one fixed set of settings instead of choosing between five on held-out members and later time.")
    private boolean noSearch;

    @Option(names = "--quick", description = "Seconds instead of minutes, for a slightly worse model.")
    private boolean quick;

    @Option(
            names = "--model-name",
            paramLabel = "NAME",
            defaultValue = "metarefresh",
            description = "Name of the model.")
    private String modelName;

    @Option(names = "--model-version", paramLabel = "N", defaultValue = "1", description = "Version; higher is newer.")
    private long modelVersion;

    @Option(
            names = "--entity",
            paramLabel = "KIND",
            defaultValue = "member",
            description = "Whose embeddings are adapted: member or item.")
    private EntityKind entity;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of every random choice.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; one per processor when absent.")
    private Integer threads;

    @Option(names = "--passes", paramLabel = "N", description = "Passes over the members at most.")
    private Integer passes;

    @Option(names = "--first-order", description = "Drop the second-order terms: faster, worse.")
    private boolean firstOrder;

    @Option(names = "--inner-steps", paramLabel = "K", description = "Gradient steps of the inner loop.")
    private Integer innerSteps;

    @Option(names = "--support-max-size", paramLabel = "ROWS", description = "Interactions of a support set at most.")
    private Integer supportMaxSize;

    @Option(
            names = "--support-horizon",
            paramLabel = "DURATION",
            description = "Interactions not newer than the newest one minus this are not used, such as P90D.")
    private Duration supportHorizon;

    @Mixin
    private CheckedData checked;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws DatasetException, CommandException, IOException {
        TrainingSettings settings = settings();
        // Before minutes of work, not after.
        checkTarget();
        PrintWriter printer = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Dataset all = checked.oncePerEvent(data, checked.read(data, err), entity, err);
        Dataset first = TimeSplit.of(all, share).first();
        printer.printf(
                Locale.ROOT,
                "training on the first %,d of %,d interactions%n",
                first.interactions().size(),
                all.interactions().size());
        printer.flush();
        Snapshot snapshot;
        try (TrainingDisplay display = new TrainingDisplay(printer)) {
            snapshot = MetaTrainer.train(first, settings, display);
        } catch (IllegalArgumentException e) {
            throw new CommandException(data + ": " + e.getMessage(), e);
        }
        SnapshotWriter.write(out, snapshot.manifest(), snapshot.tensors(), snapshot.vocabularies());
        printer.println("wrote " + out + ": model " + modelName + ", version " + modelVersion);
        return 0;
    }

    private void checkTarget() throws CommandException, IOException {
        if (!Files.exists(out)) {
            return;
        }
        if (!Files.isDirectory(out)) {
            throw new CommandException("--out " + out + ": is a file");
        }
        try (Stream<Path> files = Files.list(out)) {
            if (files.findAny().isPresent()) {
                throw new CommandException("--out " + out + ": exists and is not empty; a snapshot never changes");
            }
        }
    }

    private TrainingSettings settings() {
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            TrainingSettings base =
                    quick ? TrainingSettings.quick(modelName, now) : TrainingSettings.defaults(modelName, now);
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("--share must be above 0 and at most 1, not " + share);
            }
            TrainingSettings settings = base.toBuilder()
                    .modelVersion(modelVersion)
                    .entity(entity)
                    .seed(seed)
                    .threads(threads == null ? base.threads() : threads)
                    .innerLoop(innerLoop(base.innerLoop()))
                    .outerLoop(outerLoop(base.outerLoop()))
                    .build();
            settings.check();
            return settings;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private InnerLoopSpec innerLoop(InnerLoopSpec spec) {
        return spec.withSteps(innerSteps == null ? spec.steps() : innerSteps)
                .withSupport(
                        supportMaxSize == null ? spec.supportMaxSize() : supportMaxSize,
                        supportHorizon == null ? spec.supportHorizon() : supportHorizon);
    }

    private OuterLoopSettings outerLoop(OuterLoopSettings base) {
        Schedule schedule = base.schedule();
        OptimizerSettings optimizer = base.optimizer();
        return base.toBuilder()
                .schedule(passes == null ? schedule : schedule.withMaxPasses(passes))
                .optimizer(optimizer.withFirstOrder(firstOrder || optimizer.firstOrder()))
                .search(base.search() && !noSearch)
                .build();
    }
}
