package io.metarefresh.job.flink.operator;

import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.OperatorChain;
import io.metarefresh.job.record.Publication;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Emits a heartbeat at the start, then once per interval, and a last one at the end of the input, which says so. The counts are those
 * that the steps of the same chain keep anyway. Beside the embeddings sink it remembers the time of each embedding, which costs next to
 * nothing. Behind decode its input is the dead letters, so that accepted records cost nothing. It is not keyed and has no state.
 *
 * <p>Decision: {@code docs/decisions/0073-heartbeats-beside-the-sink.md}.
 *
 * @param <T> what it stands beside
 */
public final class HeartbeatOperator<T> extends AbstractStreamOperator<Heartbeat>
        implements OneInputStreamOperator<T, Heartbeat>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final Duration interval;
    private final OperatorChain chain;
    private transient List<String> countNames;
    private transient Publication.Embedding last;
    private transient long newestAsOfMillis;
    private transient boolean ended;

    private HeartbeatOperator(StreamOperatorParameters<Heartbeat> parameters, Duration interval, OperatorChain chain) {
        super(parameters);
        this.interval = interval;
        this.chain = chain;
    }

    /** Makes the operator where its task runs. */
    public static final class Factory<T> extends OneInputFactory<T, Heartbeat> {
        private static final long serialVersionUID = 1L;

        public Factory(Duration interval, OperatorChain chain) {
            super(HeartbeatOperator.class, parameters -> new HeartbeatOperator<T>(parameters, interval, chain));
            setChainingStrategy(ChainingStrategy.ALWAYS);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        countNames = chain.countNames();
        newestAsOfMillis = Long.MIN_VALUE;
        getProcessingTimeService().scheduleWithFixedDelay(time -> emit(), 0, interval.toMillis());
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        if (element.getValue() instanceof Publication.Embedding embedding) {
            last = embedding;
            newestAsOfMillis = Math.max(newestAsOfMillis, embedding.asOfMillis());
        }
    }

    @Override
    public void endInput() {
        // A timer that is due already may still come after this.
        ended = true;
        emit();
    }

    private void emit() {
        Map<String, Long> counts = new HashMap<>();
        for (String name : countNames) {
            Accumulator<?, ?> count = getRuntimeContext().getAccumulator(name);
            if (count != null && count.getLocalValue() instanceof Long value) {
                counts.put(name, value);
            }
        }
        output.collect(new StreamRecord<>(new Heartbeat(
                chain,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                last == null ? null : last.modelName(),
                last == null ? null : last.modelVersion(),
                last == null ? null : newestAsOfMillis,
                counts,
                ended)));
    }
}
