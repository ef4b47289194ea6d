package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.figures.Machine;
import io.metarefresh.benchmarks.figures.ResultLine;
import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.flink.operator.SupportSetOperator;
import io.metarefresh.job.flink.serializer.InnerLoopInputSerializer;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.snapshot.DirectoryTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The keyed step alone, one thread: events per second that find their member's support set full, on RocksDB and on the heap, with and
 * without pace. Members by Zipf 1.1, rows of R1 (one dense context feature of width 64), a support set of 32 rows. The clock of PACE
 * moves as if events arrived at a fixed rate, so that every run coalesces the same refreshes. Prints a table, then one line of JSON.
 */
@Command(
        name = "keyed-step",
        description = "Events per second through the keyed step alone, one thread, on RocksDB and on the heap.",
        mixinStandardHelpOptions = true)
final class KeyedStepBenchmark implements Callable<Integer> {
    private static final int MEMBERS = 10_000;
    private static final int ROWS = 32;
    private static final int ROUNDS = 3;
    private static final int EVENTS_PER_MILLISECOND = 30;
    private static final long FIRST_EVENT_MILLIS = 1_700_000_000_000L;

    @Option(
            names = "--events",
            converter = AtLeastOne.class,
            defaultValue = "200000",
            description = "Events of a round, default ${DEFAULT-VALUE}.")
    private int events;

    @Option(
            names = "--backend",
            split = ",",
            defaultValue = "rocksdb,hashmap",
            description = "State backends, default ${DEFAULT-VALUE}.")
    private List<String> backends;

    @Option(
            names = "--cache-mib",
            split = ",",
            defaultValue = "64,0",
            description = "Caches in front of the state backend (state.cache-mib), default ${DEFAULT-VALUE}.")
    private List<Integer> caches;

    private record Result(double eventsPerSecond, double refreshesPerEvent) {}

    @Override
    public Integer call() throws Exception {
        List<Map<String, Object>> figures = new ArrayList<>();
        System.out.println(Machine.line());
        System.out.printf(
                Locale.ROOT,
                "%10s %10s %14s %12s %22s %16s%n",
                "backend",
                "cache",
                "min-interval",
                "events/s",
                "of rounds",
                "refreshes");
        for (String backend : backends) {
            for (int cacheMib : caches) {
                for (Duration minInterval : List.of(Duration.ofSeconds(1), Duration.ZERO)) {
                    figures.add(report(backend, cacheMib, minInterval));
                }
            }
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("members", MEMBERS);
        settings.put("rows", ROWS);
        settings.put("events", events);
        settings.put("rounds", ROUNDS);
        System.out.println(new ResultLine("keyed-step", settings).put("results", figures));
        return 0;
    }

    /** Runs and prints one combination; returns its figures. */
    private Map<String, Object> report(String backend, int cacheMib, Duration minInterval) throws Exception {
        Result[] rounds = run(backend, cacheMib, minInterval);
        double[] speeds = Arrays.stream(rounds)
                .mapToDouble(Result::eventsPerSecond)
                .sorted()
                .toArray();
        double refreshes = rounds[0].refreshesPerEvent();
        System.out.printf(
                Locale.ROOT,
                "%10s %6d MiB %11d ms %12.0f %10.0f – %9.0f %9.2f /event%n",
                backend,
                cacheMib,
                minInterval.toMillis(),
                speeds[ROUNDS / 2],
                speeds[0],
                speeds[ROUNDS - 1],
                refreshes);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("backend", backend);
        figures.put("cache_mib", cacheMib);
        figures.put("min_interval_ms", minInterval.toMillis());
        figures.put(
                "events_per_second",
                Spread.of(Arrays.stream(speeds).boxed().toList()).toMap());
        figures.put("refreshes_per_event", refreshes);
        return figures;
    }

    private Result[] run(String backend, int cacheMib, Duration minInterval) throws Exception {
        MemberRules rules = new MemberRules(ROWS, Duration.ofDays(90), minInterval, null, null, Duration.ofDays(30));
        Path directory = Files.createTempDirectory("keyed-step");
        try (KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, SideInput, InnerLoopInput> harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new SupportSetOperator(rules, settings(cacheMib)),
                        EntityInteraction::entityId,
                        input -> ((ProfileChange) input).entityId(),
                        Types.STRING)) {
            harness.setStateBackend(backend(backend, directory));
            harness.setup(new InnerLoopInputSerializer());
            harness.open();
            SplittableRandom random = new SplittableRandom(1);
            long number = 0;
            for (int row = 0; row < ROWS; row++) {
                for (int member = 0; member < MEMBERS; member++) {
                    offer(harness, event(member, number++, random));
                }
            }
            double[] zipf = zipf();
            Result[] rounds = new Result[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                List<EntityInteraction> batch = new ArrayList<>(events);
                for (int i = 0; i < events; i++) {
                    int at = Arrays.binarySearch(zipf, random.nextDouble());
                    batch.add(event(Math.min(at < 0 ? -at - 1 : at, MEMBERS - 1), number++, random));
                }
                Result result = measure(harness, batch);
                if (round >= 0) {
                    rounds[round] = result;
                }
            }
            return rounds;
        } finally {
            DirectoryTree.delete(directory);
        }
    }

    /** No snapshot follows the first, and the keyed step itself opens only those that follow. */
    private static SupportSetOperator.Settings settings(int cacheMib) {
        return new SupportSetOperator.Settings(
                new AdmittedSnapshot("keyed-step", 1, "none", "none", "none"), 1, cacheMib * 1024L * 1024, snapshot -> {
                    throw new UnsupportedOperationException("there is no " + snapshot.id());
                });
    }

    private static Result measure(
            KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, SideInput, InnerLoopInput> harness,
            List<EntityInteraction> events)
            throws Exception {
        long refreshes = 0;
        long start = System.nanoTime();
        for (EntityInteraction event : events) {
            refreshes += offer(harness, event);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Result(events.size() / seconds, (double) refreshes / events.size());
    }

    /** Returns the refreshes that came out, by a timer or by the event. */
    private static int offer(
            KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, SideInput, InnerLoopInput> harness,
            EntityInteraction event)
            throws Exception {
        harness.setProcessingTime(event.timestampMillis());
        harness.processElement1(new StreamRecord<>(event));
        int emitted = harness.getOutput().size();
        harness.getOutput().clear();
        return emitted;
    }

    private static EntityInteraction event(int member, long number, SplittableRandom random) {
        float[] signals = new float[64];
        for (int i = 0; i < signals.length; i++) {
            signals[i] = (float) random.nextDouble();
        }
        String memberId = "member-" + member;
        long time = FIRST_EVENT_MILLIS + number / EVENTS_PER_MILLISECOND;
        Interaction interaction = new Interaction(
                "event-" + number,
                0,
                memberId,
                "item-" + random.nextInt(100_000),
                time,
                random.nextInt(2),
                1f,
                new Features(Map.of("signals", signals), Map.of()));
        return new EntityInteraction(memberId, interaction, 0, time);
    }

    private static double[] zipf() {
        double[] cumulative = new double[MEMBERS];
        double sum = 0;
        for (int i = 0; i < MEMBERS; i++) {
            sum += Math.pow(i + 1, -1.1);
            cumulative[i] = sum;
        }
        for (int i = 0; i < MEMBERS; i++) {
            cumulative[i] /= sum;
        }
        return cumulative;
    }

    private static StateBackend backend(String name, Path directory) {
        if (name.equals("hashmap")) {
            return new HashMapStateBackend();
        }
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(true);
        backend.setDbStoragePath(directory.toString());
        // The harness manages a few megabytes only; RocksDB's own defaults are nearer to what a job gives it.
        backend.getMemoryConfiguration().setUseManagedMemory(false);
        return backend;
    }
}
