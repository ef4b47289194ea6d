package io.metarefresh.job.record;

import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.member.ProfileOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Steps that run as one task, and so keep their counts in one place: each chain sends heartbeats of its own. */
public enum OperatorChain {
    /** Support set, inner loop and the sink of the embeddings. */
    EMBEDDINGS {
        @Override
        public List<String> countNames() {
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
    },
    /** Source and decode of the interactions. */
    INTERACTIONS {
        @Override
        public List<String> countNames() {
            return CountNames.ofDecode(CountNames.INTERACTIONS);
        }
    },
    /** Source and decode of the profiles. */
    PROFILES {
        @Override
        public List<String> countNames() {
            return CountNames.ofDecode(CountNames.PROFILES);
        }
    },
    /** Source, decode and admission of the snapshots. */
    ACTIVATIONS {
        @Override
        public List<String> countNames() {
            List<String> names = CountNames.ofDecode(CountNames.ACTIVATIONS);
            names.add(CountNames.SNAPSHOTS_ADMITTED);
            names.add(CountNames.SNAPSHOTS_REFUSED);
            names.add(CountNames.SNAPSHOT_READ_RETRIES);
            return names;
        }
    };

    /** As it stands in heartbeats and in uids. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of the counts that its steps keep, those that heartbeats tell. */
    public abstract List<String> countNames();
}
