package io.metarefresh.job.flink.operator;

import com.google.common.util.concurrent.RateLimiter;
import io.metarefresh.job.decode.DeadLetterLimit;
import io.metarefresh.job.decode.DeadLetterLimitException;
import io.metarefresh.job.decode.Decoded;
import io.metarefresh.job.decode.RefusalWindow;
import io.metarefresh.job.flink.metric.Counts;
import io.metarefresh.job.flink.serializer.ValueType;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.SchemaRegistry;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes one input topic behind its source: accepted records go on, refused ones to the side output. Decoding here and not in the
 * source keeps the coordinates of a bad record, and no decoder outlives a record.
 *
 * @param <T> what an accepted record becomes
 */
public final class DecodeFunction<T> extends ProcessFunction<RawRecord, T> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DecodeFunction.class);

    public static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters", ValueType.DEAD_LETTER);

    /** Makes the pure decoding from a registry client. */
    @FunctionalInterface
    public interface DecodingFactory<T> extends Serializable {
        Function<RawRecord, Decoded<T>> open(SchemaRegistry registry);
    }

    private final String input;
    private final RegistryFactory registryFactory;
    private final DecodingFactory<T> decodingFactory;
    private final DeadLetterLimit limit;
    private final Integer maxRate;

    private transient RefusalWindow window;
    private transient RateLimiter rate;
    private transient Counts counts;
    private transient LongCounter read;
    private transient SchemaRegistry registry;
    private transient Function<RawRecord, Decoded<T>> decoding;

    /** Refuses without limit and reads as fast as it can; the parameters are those of the other constructor. */
    public DecodeFunction(String input, RegistryFactory registryFactory, DecodingFactory<T> decodingFactory) {
        this(input, registryFactory, decodingFactory, DeadLetterLimit.NONE, null);
    }

    /**
     * @param input {@link CountNames#INTERACTIONS}, {@link CountNames#PROFILES} or {@link CountNames#ACTIVATIONS}
     * @param limit when too many records are refused
     * @param maxRate records per second of all subtasks together; null for no limit
     */
    public DecodeFunction(
            String input,
            RegistryFactory registryFactory,
            DecodingFactory<T> decodingFactory,
            DeadLetterLimit limit,
            Integer maxRate) {
        this.input = input;
        this.registryFactory = registryFactory;
        this.decodingFactory = decodingFactory;
        this.limit = limit;
        this.maxRate = maxRate;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        counts = new Counts();
        CountNames.ofDecode(input).forEach(counts::declare);
        read = counts.counter(CountNames.read(input));
        counts.initialize(context.getOperatorStateStore());
    }

    @Override
    public void open(OpenContext context) {
        counts.export(getRuntimeContext());
        window = new RefusalWindow(limit);
        rate = maxRate == null
                ? null
                : RateLimiter.create(
                        (double) maxRate / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
        registry = registryFactory.open();
        decoding = decodingFactory.open(registry);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<T> out) {
        if (rate != null) {
            // Holds the task up for the milliseconds of one record: back pressure reaches the source by itself.
            rate.acquire();
        }
        Decoded<T> decoded = decoding.apply(record);
        read.add(1);
        decoded.acceptedOrRefused(
                value -> {
                    window.accepted();
                    out.collect(value);
                },
                refused -> context.output(DEAD_LETTERS, count(record, refused)));
    }

    private DeadLetter count(RawRecord record, Decoded.Refused<T> refused) {
        if (window.refused(refused.cause())) {
            // Now, before a checkpoint commits the offset; and not again and again by restarts.
            throw new SuppressRestartsException(new DeadLetterLimitException("input.max-dead-letter-ratio: "
                    + window + "; the last is " + record.topic() + "-" + record.partition() + "@" + record.offset()
                    + ": " + refused.cause() + ": " + refused.message()));
        }
        counts.increment(CountNames.deadLettered(input));
        counts.increment(CountNames.deadLettered(input, refused.cause()));
        LOG.debug(
                "dead letter from {}-{} at offset {}: {}: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                refused.cause(),
                refused.message());
        return new DeadLetter(record, refused.cause(), refused.message());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        counts.snapshot();
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
