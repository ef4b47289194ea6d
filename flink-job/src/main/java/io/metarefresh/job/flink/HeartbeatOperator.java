package io.metarefresh.job.flink;

import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.member.ProfileOutcome;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Emits a heartbeat at the start, then once per interval, and at the end of the input. Beside the sink at the end of the chain: all that an
 * embedding costs here is to remember its time. The counts are those that the steps of the same chain keep anyway. Not keyed, without
 * state: the only clock decides when to speak.
 */
final class HeartbeatOperator extends AbstractStreamOperator<Heartbeat>
        implements OneInputStreamOperator<Publication, Heartbeat>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final Duration interval;
    private transient List<String> countNames;
    private transient Publication.Embedding last;
    private transient long newestAsOfMillis;

    private HeartbeatOperator(StreamOperatorParameters<Heartbeat> parameters, Duration interval) {
        super(parameters);
        this.interval = interval;
    }

    /** Makes the operator where its task runs. */
    static final class Factory extends AbstractStreamOperatorFactory<Heartbeat>
            implements OneInputStreamOperatorFactory<Publication, Heartbeat> {
        private static final long serialVersionUID = 1L;

        private final Duration interval;

        Factory(Duration interval) {
            this.interval = interval;
            setChainingStrategy(ChainingStrategy.ALWAYS);
        }

        @Override
        @SuppressWarnings("unchecked") // the interface leaves the operator's type to the caller
        public <T extends StreamOperator<Heartbeat>> T createStreamOperator(
                StreamOperatorParameters<Heartbeat> parameters) {
            return (T) new HeartbeatOperator(parameters, interval);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return HeartbeatOperator.class;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        countNames = countNames();
        newestAsOfMillis = Long.MIN_VALUE;
        getProcessingTimeService().scheduleWithFixedDelay(time -> emit(), 0, interval.toMillis());
    }

    private static List<String> countNames() {
        List<String> names =
                new ArrayList<>(List.of(CountNames.TOMBSTONES, CountNames.GUARD_TRIPS, CountNames.SUPPRESSED));
        for (Outcome outcome : Outcome.values()) {
            names.add(CountNames.of(outcome));
        }
        for (ProfileOutcome outcome : ProfileOutcome.values()) {
            names.add(CountNames.ofProfile(outcome));
        }
        for (Reason reason : Reason.values()) {
            names.add(CountNames.refreshes(reason));
        }
        return names;
    }

    @Override
    public void processElement(StreamRecord<Publication> element) {
        if (element.getValue() instanceof Publication.Embedding embedding) {
            last = embedding;
            newestAsOfMillis = Math.max(newestAsOfMillis, embedding.asOfMillis());
        }
    }

    @Override
    public void endInput() {
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
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                last == null ? null : last.modelName(),
                last == null ? null : last.modelVersion(),
                last == null ? null : newestAsOfMillis,
                counts)));
    }
}
