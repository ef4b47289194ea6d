package io.metarefresh.job.flink.metric;

import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.member.ProfileOutcome;
import io.metarefresh.job.record.CountNames;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.OperatorStateStore;

/** What became of the interactions and profiles that reached their entity: the keyed step's {@link Counts}. */
public final class OutcomeCounts {
    private final Counts counts = new Counts();
    private final Map<Outcome, LongCounter> ofInteractions = new EnumMap<>(Outcome.class);
    private final Map<ProfileOutcome, LongCounter> ofProfiles = new EnumMap<>(ProfileOutcome.class);

    public OutcomeCounts() {
        for (Outcome outcome : Outcome.values()) {
            ofInteractions.put(outcome, declare(CountNames.of(outcome)));
        }
        for (ProfileOutcome outcome : ProfileOutcome.values()) {
            ofProfiles.put(outcome, declare(CountNames.ofProfile(outcome)));
        }
    }

    private LongCounter declare(String name) {
        return counts.declare(name).counter(name);
    }

    public void initialize(OperatorStateStore store) throws Exception {
        counts.initialize(store);
    }

    public void export(RuntimeContext context) {
        counts.export(context);
    }

    public void count(Outcome outcome) {
        ofInteractions.get(outcome).add(1);
    }

    public void count(ProfileOutcome outcome) {
        ofProfiles.get(outcome).add(1);
    }

    public void snapshot() throws Exception {
        counts.snapshot();
    }
}
