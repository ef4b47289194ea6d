package io.metarefresh.benchmarks.innerloop;

import io.metarefresh.benchmarks.AtLeastOne;
import io.metarefresh.benchmarks.ReferenceModel;
import io.metarefresh.benchmarks.figures.Machine;
import io.metarefresh.benchmarks.figures.ResultLine;
import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.benchmarks.figures.Table;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.snapshot.DirectoryTree;
import io.metarefresh.snapshot.Snapshot;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inner-loop}: rounds of everything in turn, so that a machine whose speed drifts does so for all of them. */
@Command(
        name = "inner-loop",
        description =
                "Members that one thread adapts per second, by batch size and model, beside the SGEMM roofline, naive ND4J and"
                        + " PyTorch (where a python3 with torch is installed).",
        mixinStandardHelpOptions = true)
public final class InnerLoopCommand implements Callable<Integer> {
    private static final int[] BATCHES = {1, 8, 64, 256, 1024};
    /** The product of R1's second global layer for a chunk of rows, and larger ones, where BLAS is at its best. */
    private static final List<String> SHAPES = List.of("64x512x128", "128x2048x128", "512x512x512");

    private static final int BATCH_OF_OTHER_MODELS = 256;
    /** A torch whose SGEMM is slower than this share of ours has a reference BLAS: beating it would prove nothing. */
    private static final double FAIR_SHARE = 1 / 3.0;

    /** AGREE allows a member in a hundred to differ, where rounding flips a relu. */
    private static final double AGREEING_SHARE = 0.99;

    private static final double TOLERANCE = 1e-5;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            converter = AtLeastOne.class,
            defaultValue = "3",
            description = "How often everything is measured in turn (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            converter = AtLeastOne.class,
            defaultValue = "3",
            description = "How long each thing is measured in a round (${DEFAULT-VALUE}), after a warm-up of as long.")
    private int seconds;

    @Option(names = "--quick", description = "One round, a second each.")
    private boolean quick;

    private final Map<String, List<Double>> measured = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        if (quick) {
            rounds = 1;
            seconds = 1;
        }
        out.println(Machine.line());
        checkNaive();
        Path exchange = Files.createTempDirectory("metarefresh-inner-loop");
        try {
            Optional<TorchPeer> torch = TorchPeer.find(Path.of(System.getProperty("metarefresh.home", ".")), exchange);
            if (torch.isPresent()) {
                checkAgreement(torch.get().agreeingShare());
            }
            List<TorchPeer.PlaybackCounters> torchFigures = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                out.printf(Locale.ROOT, "round %d of %d%n", round, rounds);
                round();
                if (torch.isPresent()) {
                    torchFigures.add(torch.get().run(seconds));
                }
            }
            print(out, torchFigures);
        } finally {
            DirectoryTree.delete(exchange);
        }
        return 0;
    }

    private static void checkAgreement(double share) {
        if (share < AGREEING_SHARE) {
            throw new IllegalStateException("only a share of " + share + " of PyTorch's embeddings AGREE with ours:"
                    + " the two do not compute the same, so nothing can be compared");
        }
    }

    private void round() throws RunnerException {
        for (RunResult result : run(SgemmBenchmark.class, "shape", SHAPES)) {
            String shape = result.getParams().getParam("shape");
            double products = result.getPrimaryResult().getScore();
            note("sgemm " + shape, products * SgemmBenchmark.operations(shape) / 1e9);
        }
        List<String> batches = Stream.of(BATCHES)
                .flatMapToInt(java.util.Arrays::stream)
                .mapToObj(Integer::toString)
                .toList();
        for (RunResult result : run(InnerLoopBenchmark.class, "batch", batches)) {
            int batch = Integer.parseInt(result.getParams().getParam("batch"));
            note(ReferenceModel.R1 + " " + batch, result.getPrimaryResult().getScore() * batch);
        }
        for (String model : List.of(ReferenceModel.SMALL, ReferenceModel.LARGE)) {
            RunResult result = new Runner(options(InnerLoopBenchmark.class)
                            .param("model", model)
                            .param("batch", Integer.toString(BATCH_OF_OTHER_MODELS))
                            .build())
                    .runSingle();
            note(model, result.getPrimaryResult().getScore() * BATCH_OF_OTHER_MODELS);
        }
        note(
                "naive",
                new Runner(options(NaiveBenchmark.class).build())
                        .runSingle()
                        .getPrimaryResult()
                        .getScore());
    }

    private List<RunResult> run(Class<?> benchmark, String parameter, List<String> values) throws RunnerException {
        return List.copyOf(new Runner(options(benchmark)
                        .param(parameter, values.toArray(String[]::new))
                        .build())
                .run());
    }

    private ChainedOptionsBuilder options(Class<?> benchmark) {
        return new OptionsBuilder()
                .include(benchmark.getName().replace(".", "\\.") + "\\.")
                .forks(1)
                .warmupIterations(seconds)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(seconds)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT);
    }

    private void note(String what, double value) {
        measured.computeIfAbsent(what, w -> new ArrayList<>()).add(value);
    }

    private Spread spread(String what) {
        return Spread.of(measured.get(what));
    }

    /** A ratio of two things, round by round. */
    private Spread ratio(List<Double> numerators, List<Double> denominators) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < numerators.size(); round++) {
            ratios.add(numerators.get(round) / denominators.get(round));
        }
        return Spread.of(ratios);
    }

    private void print(PrintStream out, List<TorchPeer.PlaybackCounters> torch) {
        ReferenceModel r1 = ReferenceModel.named(ReferenceModel.R1);
        String bestShape = SHAPES.stream()
                .max(Comparator.comparingDouble(
                        shape -> spread("sgemm " + shape).median()))
                .orElseThrow();
        String best = Stream.of(BATCHES)
                .flatMapToInt(java.util.Arrays::stream)
                .mapToObj(batch -> ReferenceModel.R1 + " " + batch)
                .max(Comparator.comparingDouble(name -> spread(name).median()))
                .orElseThrow();
        List<Double> ours = measured.get(best);
        List<Double> roofline = measured.get("sgemm " + bestShape).stream()
                .map(gflops -> gflops * 1e9 / r1.operationsPerMember())
                .toList();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("rounds", rounds);
        settings.put("seconds", seconds);
        ResultLine json = new ResultLine("inner-loop", settings);

        Table sgemm = new Table("SGEMM of ND4J, one thread", "GFLOPS");
        Map<String, Object> gflops = new LinkedHashMap<>();
        for (String shape : SHAPES) {
            sgemm.row(shape, spread("sgemm " + shape).show("%,.0f"));
            gflops.put(shape, spread("sgemm " + shape).toMap());
        }
        out.println();
        out.print(sgemm);
        json.put("sgemm_gflops", gflops);

        Table table = new Table("one thread", "members/s", "µs a member", "share of the roofline");
        Map<String, Object> rates = new LinkedHashMap<>();
        for (int batch : BATCHES) {
            String name = ReferenceModel.R1 + " " + batch;
            row(table, "R1, batch " + batch, name, r1, bestShape);
            rates.put(Integer.toString(batch), spread(name).toMap());
        }
        json.put("r1_members_per_second", rates);
        for (String model : List.of(ReferenceModel.SMALL, ReferenceModel.LARGE)) {
            row(table, model + ", batch " + BATCH_OF_OTHER_MODELS, model, ReferenceModel.named(model), bestShape);
            json.put(model + "_members_per_second", spread(model).toMap());
        }
        row(table, "naive ND4J on R1, a member at a time", "naive", r1, bestShape);
        json.put("naive_members_per_second", spread("naive").toMap());
        boolean fair = !torch.isEmpty();
        if (fair) {
            Spread torchGflops = Spread.of(
                    torch.stream().map(TorchPeer.PlaybackCounters::sgemmGflops).toList());
            double agreeing = torch.stream()
                    .mapToDouble(TorchPeer.PlaybackCounters::agreeingShare)
                    .min()
                    .orElseThrow();
            json.put("torch_sgemm_gflops", torchGflops.toMap());
            json.put("torch_agreeing_share", agreeing);
            fair = torchGflops.median()
                    >= FAIR_SHARE * spread("sgemm 512x512x512").median();
            if (!fair) {
                out.printf(
                        Locale.ROOT,
                        "%nPyTorch is no fair peer here: its SGEMM reaches %.0f GFLOPS, less than a third of ours. It has a reference"
                                + " BLAS; on Debian 'apt-get install libopenblas0-pthread' gives it OpenBLAS.%n",
                        torchGflops.median());
            }
        } else {
            out.println();
            out.println("PyTorch is not measured: no python3 with torch (on Debian: apt-get install python3-torch"
                    + " libopenblas0-pthread; another Python: PYTHON=/path/to/python3)");
        }
        List<Double> perMember =
                torch.stream().map(TorchPeer.PlaybackCounters::perMember).toList();
        List<Double> batched =
                torch.stream().map(TorchPeer.PlaybackCounters::batched).toList();
        if (fair) {
            measured.put("torch per member", perMember);
            measured.put("torch batched", batched);
            row(
                    table,
                    "PyTorch " + torch.get(0).version() + " on R1, a member at a time",
                    "torch per member",
                    r1,
                    bestShape);
            row(table, "PyTorch on R1, batched, best batch", "torch batched", r1, bestShape);
            json.put("torch_per_member_members_per_second", Spread.of(perMember).toMap());
            json.put("torch_batched_members_per_second", Spread.of(batched).toMap());
        }
        out.println();
        out.print(table);

        Table ratios = new Table("ratio, round by round", "measured", "target");
        Map<String, Object> ratioFigures = new LinkedHashMap<>();
        ratio(
                ratios,
                ratioFigures,
                "roofline",
                "R1, best batch / roofline of SGEMM " + bestShape,
                ratio(ours, roofline),
                "0.55");
        ratio(ratios, ratioFigures, "naive", "R1, best batch / naive ND4J", ratio(ours, measured.get("naive")), "–");
        if (fair) {
            ratio(
                    ratios,
                    ratioFigures,
                    "torch_per_member",
                    "R1, best batch / PyTorch per member",
                    ratio(ours, perMember),
                    "10");
            ratio(
                    ratios,
                    ratioFigures,
                    "torch_batched",
                    "R1, best batch / PyTorch batched",
                    ratio(ours, batched),
                    "2.5");
        }
        json.put("ratios", ratioFigures);
        out.println();
        out.print(ratios);
        out.printf(
                Locale.ROOT,
                "%nR1: %s; its matrix products need %.2f MFLOP a member, the rest below 2 %% more. The roofline is what SGEMM alone would"
                        + " allow.%n",
                r1.description(),
                r1.operationsPerMember() / 1e6);
        out.println(json);
        spec.commandLine().getOut().flush();
    }

    private void row(Table table, String label, String what, ReferenceModel model, String bestShape) {
        Spread members = spread(what);
        double share = members.median()
                * model.operationsPerMember()
                / (spread("sgemm " + bestShape).median() * 1e9);
        table.row(
                label,
                members.show("%,.0f"),
                String.format(Locale.ROOT, "%,.1f", 1e6 / members.median()),
                String.format(Locale.ROOT, "%.2f", share));
    }

    private static void ratio(
            Table table, Map<String, Object> figures, String name, String label, Spread ratio, String target) {
        table.row(label, ratio.show("%.2f"), target.equals("–") ? target : "≥ " + target);
        figures.put(name, ratio.toMap());
    }

    /** Naive ND4J must compute what we do, or a comparison of speed means nothing. */
    private static void checkNaive() {
        ReferenceModel reference = ReferenceModel.named(ReferenceModel.R1);
        Snapshot snapshot = reference.snapshot();
        List<SupportTask> members = reference.members(8);
        NaiveNd4j naive = new NaiveNd4j(snapshot);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Adaptation> ours = innerLoop.adapt(members);
            for (int m = 0; m < members.size(); m++) {
                float[] theirs = naive.adapt(members.get(m));
                for (int d = 0; d < theirs.length; d++) {
                    double difference = Math.abs(theirs[d] - ours.get(m).embedding()[d]);
                    if (!(difference <= TOLERANCE * (1 + Math.abs(theirs[d])))) {
                        throw new IllegalStateException(
                                "naive ND4J's embedding of member " + m + " differs from ours by " + difference
                                        + ": the two do not compute the same, so nothing can be compared");
                    }
                }
            }
        }
    }
}
