package io.metarefresh.benchmarks.profile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Attributes sampled stacks to steps. The frame nearest to the leaf that says which step it is decides: a serializer called by
 * the state backend is state, the same serializer called by a network channel is exchange. Classes used by several steps say
 * nothing, so that their callers decide.
 */
public final class Attribution {
    private record Rule(String prefix, Step step) {}

    /** Prefixes of class names as they stand in a stack; the first that fits a frame wins. */
    private static final List<Rule> FRAMES = List.of(
            new Rule("io/metarefresh/job/kafka/RawRecordDeserialization", Step.SOURCE),
            new Rule("io/metarefresh/job/kafka/", Step.SERIALIZE),
            new Rule("io/metarefresh/encoding/InputContract", Step.DECODE),
            new Rule("io/metarefresh/encoding/", Step.ENCODE),
            new Rule("io/metarefresh/innerloop/", Step.INNER_LOOP),
            new Rule("io/metarefresh/job/batch/", Step.INNER_LOOP),
            new Rule("io/metarefresh/benchmarks/job/EmptyModel", Step.INNER_LOOP),
            new Rule("io/metarefresh/job/flink/operator/InnerLoopOperator", Step.INNER_LOOP),
            new Rule("io/metarefresh/job/flink/metric/RefreshMetrics", Step.INNER_LOOP),
            new Rule("io/metarefresh/job/decode/", Step.DECODE),
            new Rule("io/metarefresh/job/flink/operator/DecodeFunction", Step.DECODE),
            new Rule("io/metarefresh/schemas/RecordDecoder", Step.DECODE),
            new Rule("io/metarefresh/schemas/BoundedDecoder", Step.DECODE),
            new Rule("org/apache/flink/state/rocksdb/snapshot/", Step.CHECKPOINT),
            new Rule("org/apache/flink/state/", Step.STATE),
            new Rule("org/apache/flink/runtime/state/", Step.STATE),
            new Rule("org/rocksdb/", Step.STATE),
            new Rule("io/metarefresh/job/member/", Step.STATE),
            new Rule("io/metarefresh/job/flink/operator/SupportSetOperator", Step.STATE),
            new Rule("org/apache/flink/streaming/api/operators/InternalTimer", Step.STATE),
            new Rule("org/apache/flink/connector/kafka/sink/", Step.SINK),
            new Rule("org/apache/kafka/clients/producer/", Step.SINK),
            new Rule("org/apache/flink/connector/kafka/source/", Step.SOURCE),
            new Rule("org/apache/flink/connector/base/source/", Step.SOURCE),
            new Rule("org/apache/kafka/clients/consumer/", Step.SOURCE),
            new Rule("org/apache/flink/runtime/io/network/", Step.EXCHANGE),
            new Rule("org/apache/flink/streaming/runtime/io/RecordWriterOutput", Step.EXCHANGE),
            new Rule("org/apache/flink/streaming/runtime/io/AbstractStreamTaskNetworkInput", Step.EXCHANGE),
            new Rule("org/apache/flink/streaming/runtime/tasks/SubtaskCheckpointCoordinator", Step.CHECKPOINT),
            new Rule("org/apache/flink/streaming/runtime/tasks/AsyncCheckpointRunnable", Step.CHECKPOINT));

    /** Beginnings of thread names that decide where no frame does. */
    private static final List<Rule> THREADS = List.of(
            new Rule("kafka-producer-network-thread", Step.SINK),
            new Rule("Source Data Fetcher", Step.SOURCE),
            new Rule("rocksdb:", Step.CHECKPOINT),
            new Rule("flink-rocksdb", Step.CHECKPOINT),
            new Rule("AsyncOperations-thread", Step.CHECKPOINT),
            new Rule("C1 CompilerThre", Step.COMPILATION),
            new Rule("C2 CompilerThre", Step.COMPILATION),
            new Rule("GC Thread", Step.COLLECTION),
            new Rule("G1 ", Step.COLLECTION),
            new Rule("VM Thread", Step.COLLECTION));

    private final Map<Step, Long> samples = new EnumMap<>(Step.class);
    private long total;

    /** Those of this project's own packages and classes. */
    static List<String> ownPrefixes() {
        return FRAMES.stream()
                .map(Rule::prefix)
                .filter(prefix -> prefix.startsWith("io/metarefresh/"))
                .toList();
    }

    /** @param collapsed lines of {@code thread;frame;…;leaf count} */
    public static Attribution of(String collapsed) {
        Attribution attribution = new Attribution();
        collapsed.lines().forEach(attribution::add);
        return attribution;
    }

    private void add(String line) {
        int space = line.lastIndexOf(' ');
        if (space < 0) {
            return;
        }
        long count = Long.parseLong(line.substring(space + 1));
        samples.merge(step(line.substring(0, space).split(";")), count, Long::sum);
        total += count;
    }

    /** @param stack the thread's name in brackets, then frames from the root */
    static Step step(String[] stack) {
        for (int i = stack.length - 1; i > 0; i--) {
            String frame = stack[i].replace('.', '/');
            for (Rule rule : FRAMES) {
                if (frame.startsWith(rule.prefix())) {
                    return rule.step();
                }
            }
        }
        String thread = stack[0].startsWith("[") ? stack[0].substring(1) : stack[0];
        for (Rule rule : THREADS) {
            if (thread.startsWith(rule.prefix())) {
                return rule.step();
            }
        }
        return Step.REST;
    }

    /** Samples in all. */
    public long total() {
        return total;
    }

    /** Share of all samples, 0 to 1. */
    public double share(Step step) {
        return total == 0 ? 0 : samples.getOrDefault(step, 0L) / (double) total;
    }
}
