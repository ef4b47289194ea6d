package io.metarefresh.job.flink.metric;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts of NOTHING LOST in checkpointed operator state: exact at every checkpoint because they roll back with the offsets. They
 * are exported as gauges below the group {@code metarefresh} and as accumulators, restored values included.
 *
 * <p>Stored as (name, count) pairs, so that new names need no migration; rescaling redistributes the pairs, and equal names
 * are summed.
 */
public final class Counts {
    public static final String METRIC_GROUP = "metarefresh";

    private final Map<String, LongCounter> counters = new TreeMap<>();
    private ListState<Tuple2<String, Long>> state;

    /** Declares a count before the state is restored. */
    public Counts declare(String name) {
        counters.put(name, new LongCounter());
        return this;
    }

    public void initialize(OperatorStateStore store) throws Exception {
        state = store.getListState(new ListStateDescriptor<>("counts", Types.TUPLE(Types.STRING, Types.LONG)));
        for (Tuple2<String, Long> stored : state.get()) {
            counters.computeIfAbsent(stored.f0, name -> new LongCounter()).add(stored.f1);
        }
    }

    public void export(RuntimeContext context) {
        MetricGroup group = context.getMetricGroup().addGroup(METRIC_GROUP);
        counters.forEach((name, counter) -> {
            group.gauge(name, counter::getLocalValuePrimitive);
            context.addAccumulator(name, counter);
        });
    }

    /** One that was declared, for who counts often: looking it up by name costs more than counting. */
    public LongCounter counter(String name) {
        return counters.get(name);
    }

    public void increment(String name) {
        counters.get(name).add(1);
    }

    public void snapshot() throws Exception {
        state.clear();
        for (Map.Entry<String, LongCounter> counter : counters.entrySet()) {
            state.add(Tuple2.of(counter.getKey(), counter.getValue().getLocalValuePrimitive()));
        }
    }
}
