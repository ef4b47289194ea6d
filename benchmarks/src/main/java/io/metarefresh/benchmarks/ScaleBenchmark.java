package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.figures.Machine;
import io.metarefresh.benchmarks.figures.ResultLine;
import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.benchmarks.figures.Table;
import io.metarefresh.benchmarks.job.DirectJob;
import io.metarefresh.benchmarks.job.MeasuredJob;
import io.metarefresh.benchmarks.job.StateCost;
import io.metarefresh.benchmarks.workload.DirectRows;
import io.metarefresh.snapshot.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Cost of a refresh and size of the state by the number of members, on RocksDB, of the keyed step and the inner loop alone: a
 * generator stands in front of them in place of Kafka and decoding.
 *
 * <p>Every size is filled once and stopped with a savepoint. Then rounds of all sizes alternate: each restores its savepoint, warms
 * up, and refreshes members in a scattered order, each refresh after one new interaction on a full support set.
 */
@Command(
        name = "scale",
        description = "Cost of a refresh and bytes of state by the number of members, on RocksDB, without Kafka.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ScaleBenchmark implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofMinutes(15);

    @Option(names = "--quick", description = "About one minute: up to 100,000 members, short windows.")
    private boolean quick;

    @Option(
            names = "--members",
            converter = AtLeastOne.class,
            split = ",",
            description = "Sizes; default 1000,10000,100000,1000000, with --quick without the last.")
    private List<Integer> members;

    @Option(
            names = "--rows",
            converter = AtLeastOne.class,
            defaultValue = "8",
            description = "Rows of a support set; default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--rounds",
            converter = AtLeastOne.class,
            description = "Rounds of all sizes; default 2, with --quick 1.")
    private Integer rounds;

    @Option(
            names = "--windows",
            converter = AtLeastOne.class,
            description = "Windows that are measured in every round, of 4 s, with --quick of 2 s; default 5.",
            defaultValue = "5")
    private int windows;

    @Mixin
    private FurtherSettings further;

    private final Reporting report = new Reporting(System.out);

    /** What was found for one number of members. */
    private static final class Size {
        private final DirectRows rows;
        private Path savepoint;
        private long stateBytes;
        private double fillSeconds;
        private double settleSeconds;
        private final List<Double> microsPerRefresh = new ArrayList<>();
        private final List<StateCost> costs = new ArrayList<>();
        private final List<Double> restoreSeconds = new ArrayList<>();
        private final List<Double> residentMib = new ArrayList<>();

        Size(DirectRows rows) {
            this.rows = rows;
        }

        double stateRatio() {
            return (double) stateBytes / rows.members() / rows.rawBytesPerMember();
        }

        /** Over all windows together: a median of windows would hide what compactions take, which come in bursts. */
        double cost() {
            return StateCost.sum(costs).micros();
        }
    }

    @Override
    public Integer call() throws Exception {
        report.print(Machine.line());
        List<Size> sizes = new ArrayList<>();
        for (int count : members != null ? members : defaultMembers()) {
            sizes.add(new Size(new DirectRows(count, rows)));
        }
        Path directory = Files.createTempDirectory("metarefresh-scale-");
        try {
            Path snapshot = ReferenceModel.write(directory);
            for (Size size : sizes) {
                fill(size, directory, snapshot);
            }
            for (int round = 1; round <= rounds(); round++) {
                for (Size size : sizes) {
                    refresh(size, directory, snapshot, round);
                }
            }
        } finally {
            DirectoryTree.delete(directory);
        }
        print(sizes);
        report.print(json(sizes));
        return 0;
    }

    private List<Integer> defaultMembers() {
        return quick ? List.of(1_000, 10_000, 100_000) : List.of(1_000, 10_000, 100_000, 1_000_000);
    }

    private int rounds() {
        return rounds != null ? rounds : quick ? 1 : 2;
    }

    private Duration windowLength() {
        return Duration.ofSeconds(quick ? 2 : 4);
    }

    private Duration warmUp() {
        return Duration.ofSeconds(quick ? 4 : 8);
    }

    private void fill(Size size, Path directory, Path snapshot) throws Exception {
        String name = "fill " + size.rows.members();
        long start = System.nanoTime();
        MeasuredJob job = DirectJob.fill(name, config(directory, snapshot), size.rows);
        job.await(
                "filling",
                DEADLINE,
                () -> job.eventsHandled() >= size.rows.fillRows() && job.profilesHandled() >= size.rows.members());
        size.fillSeconds = (System.nanoTime() - start) / 1e9;
        long filled = System.nanoTime();
        job.awaitSettledStore(DEADLINE);
        size.settleSeconds = (System.nanoTime() - filled) / 1e9;
        size.savepoint = job.stopWithSavepoint(directory.resolve("savepoints"));
        size.stateBytes = bytes(size.savepoint);
        report.step(
                "%,d members filled with %d rows each in %.1f s, compacted after %.1f s, savepoint %,d bytes",
                size.rows.members(), rows, size.fillSeconds, size.settleSeconds, size.stateBytes);
    }

    private void refresh(Size size, Path directory, Path snapshot, int round) throws Exception {
        String name = "refresh " + size.rows.members() + " round " + round;
        long start = System.nanoTime();
        try (MeasuredJob job = DirectJob.refresh(name, config(directory, snapshot), size.rows, size.savepoint)) {
            job.await("the first refresh", DEADLINE, () -> job.refreshes() > 0);
            size.restoreSeconds.add((System.nanoTime() - start) / 1e9);
            TimeUnit.MILLISECONDS.sleep(warmUp().toMillis());
            for (int w = 0; w < windows; w++) {
                StateCost before = StateCost.now(job);
                TimeUnit.MILLISECONDS.sleep(windowLength().toMillis());
                StateCost window = StateCost.now(job).minus(before);
                size.costs.add(window);
                size.microsPerRefresh.add(window.micros());
            }
            job.checkAlive();
            size.residentMib.add(residentMib());
        }
        report.step(
                "round %d, %,d members: %.1f µs a refresh, restored in %.1f s, process %,.0f MiB",
                round,
                size.rows.members(),
                size.cost(),
                size.restoreSeconds.get(size.restoreSeconds.size() - 1),
                size.residentMib.get(size.residentMib.size() - 1));
    }

    private Map<String, String> config(Path directory, Path snapshot) {
        Map<String, String> all = new HashMap<>();
        // Required by the job, not used here.
        all.put("kafka.bootstrap-servers", "none:0");
        all.put("registry.url", "http://none");
        all.put("snapshot.uri", snapshot.toString());
        all.put("job.parallelism", "1");
        all.put("checkpoint.interval", "10 s");
        all.put("checkpoint.directory", directory.resolve("checkpoints").toUri().toString());
        all.put("flink.taskmanager.memory.managed.size", JobSettings.MANAGED_MIB_PER_SLOT + "m");
        all.put("flink.io.tmp.dirs", directory.resolve("flink").toString());
        all.put("flink.rest.port", "0");
        all.put("flink.rest.bind-port", "0");
        all.put("flink.rest.bind-address", "127.0.0.1");
        StateCost.METRICS.forEach(metric -> all.put("flink.state.backend.rocksdb.metrics." + metric, "true"));
        all.putAll(further.byKey());
        return all;
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    private static double residentMib() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    private void print(List<Size> sizes) {
        Table table = new Table(
                "members",
                "µs a refresh",
                "× the first",
                "processor, µs",
                "compacted, KiB",
                "stalled, %",
                "state, B/member",
                "× raw content",
                "restore, s",
                "process, MiB");
        for (Size size : sizes) {
            StateCost all = StateCost.sum(size.costs);
            table.row(
                    String.format(Locale.ROOT, "%,d", size.rows.members()),
                    String.format(
                            Locale.ROOT,
                            "%.1f (%.1f–%.1f)",
                            size.cost(),
                            Spread.of(size.microsPerRefresh).min(),
                            Spread.of(size.microsPerRefresh).max()),
                    String.format(
                            Locale.ROOT, "%.2f", size.cost() / sizes.get(0).cost()),
                    String.format(Locale.ROOT, "%.1f", all.processorMicros()),
                    String.format(Locale.ROOT, "%.1f", all.compactedKib()),
                    String.format(Locale.ROOT, "%.1f", 100 * all.stalledShare()),
                    String.format(Locale.ROOT, "%,.0f", (double) size.stateBytes / size.rows.members()),
                    String.format(Locale.ROOT, "%.2f", size.stateRatio()),
                    Spread.of(size.restoreSeconds).show("%.1f"),
                    Spread.of(size.residentMib).show("%,.0f"));
        }
        report.print("");
        report.print(table);
        report.print(String.format(
                Locale.ROOT,
                "raw content %,d B/member; targets: cost at 1,000,000 ≤ 2 × that at 1,000, state ≤ 1.3 × raw content",
                sizes.get(0).rows.rawBytesPerMember()));
    }

    private String json(List<Size> sizes) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model", "R1");
        settings.put("support_rows", rows);
        settings.put("state_backend", "rocksdb");
        settings.put("parallelism", 1);
        settings.put("min_interval_ms", 0);
        settings.put("checkpoint_interval_ms", 10_000);
        settings.put("managed_mib_per_slot", JobSettings.MANAGED_MIB_PER_SLOT);
        settings.put("rounds", rounds());
        settings.put("warm_up_s", warmUp().toSeconds());
        settings.put("windows_per_run", windows);
        settings.put("window_s", windowLength().toSeconds());
        settings.put("quick", quick);
        if (!further.byKey().isEmpty()) {
            settings.put("set", further.byKey());
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (Size size : sizes) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("members", size.rows.members());
            StateCost cost = StateCost.sum(size.costs);
            figures.put("micros_per_refresh", size.cost());
            figures.put(
                    "micros_per_refresh_of_windows",
                    Spread.of(size.microsPerRefresh).toMap());
            figures.put("processor_micros_per_refresh", cost.processorMicros());
            figures.put("compacted_kib_per_refresh", cost.compactedKib());
            figures.put("stalled_share", cost.stalledShare());
            figures.put("cost_ratio_to_first", size.cost() / sizes.get(0).cost());
            figures.put("state_bytes", size.stateBytes);
            figures.put("raw_bytes_per_member", size.rows.rawBytesPerMember());
            figures.put("state_ratio_to_raw", size.stateRatio());
            figures.put("fill_s", size.fillSeconds);
            figures.put("settle_s", size.settleSeconds);
            figures.put("restore_s", Spread.of(size.restoreSeconds).toMap());
            figures.put("resident_mib", Spread.of(size.residentMib).toMap());
            all.add(figures);
        }
        return new ResultLine("scale", settings).put("sizes", all).toString();
    }
}
