package io.metarefresh.job.flink;

import io.metarefresh.job.decode.Decoded;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.job.record.RejectionCause;
import io.metarefresh.schemas.SchemaRegistry;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
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

    private transient Counts counts;
    private transient SchemaRegistry registry;
    private transient Function<RawRecord, Decoded<T>> decoding;

    /** @param input {@link CountNames#INTERACTIONS}, {@link CountNames#PROFILES} or {@link CountNames#ACTIVATIONS} */
    public DecodeFunction(String input, RegistryFactory registryFactory, DecodingFactory<T> decodingFactory) {
        this.input = input;
        this.registryFactory = registryFactory;
        this.decodingFactory = decodingFactory;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        counts = new Counts().declare(CountNames.read(input)).declare(CountNames.deadLettered(input));
        for (RejectionCause cause : RejectionCause.values()) {
            counts.declare(CountNames.deadLettered(input, cause));
        }
        counts.initialize(context.getOperatorStateStore());
    }

    @Override
    public void open(OpenContext context) {
        counts.export(getRuntimeContext());
        registry = registryFactory.open();
        decoding = decodingFactory.open(registry);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<T> out) {
        Decoded<T> decoded = decoding.apply(record);
        counts.increment(CountNames.read(input));
        if (decoded instanceof Decoded.Accepted<T> accepted) {
            out.collect(accepted.value());
        } else if (decoded instanceof Decoded.Rejected<T> rejected) {
            counts.increment(CountNames.deadLettered(input));
            counts.increment(CountNames.deadLettered(input, rejected.cause()));
            LOG.debug(
                    "dead letter from {}-{} at offset {}: {}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    rejected.cause(),
                    rejected.message());
            context.output(DEAD_LETTERS, new DeadLetter(record, rejected.cause(), rejected.message()));
        }
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
