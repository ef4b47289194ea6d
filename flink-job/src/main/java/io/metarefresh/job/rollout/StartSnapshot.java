package io.metarefresh.job.rollout;

import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.snapshot.GlobalSide;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which snapshot a job runs first: the greatest version among the configured one, the announced ones, and those it ran before. */
public final class StartSnapshot {
    private StartSnapshot() {}

    /**
     * The newest announced snapshot that loads and may follow the configured one, or that one.
     *
     * @param announced everything on the topic, withdrawn ones left out
     * @param skipped told in one line why a newer one is not taken
     */
    public static AdmittedSnapshot choose(
            AdmittedSnapshot configured,
            Collection<Announcement> announced,
            AdmissionRules rules,
            SnapshotLoader loader,
            Consumer<String> skipped) {
        List<Announcement> newestFirst = announced.stream()
                .filter(a -> a.modelName().equals(configured.modelName()))
                .filter(a -> a.modelVersion() > configured.modelVersion())
                .sorted(Comparator.comparingLong(Announcement::modelVersion).reversed())
                .toList();
        for (Announcement candidate : newestFirst) {
            Optional<Refusal> refusal = rules.check(candidate, configured);
            if (refusal.isEmpty()) {
                try {
                    Snapshot snapshot = loader.load(candidate.uri(), candidate.sha256());
                    refusal = rules.check(candidate, snapshot, GlobalSide.sha256(snapshot), configured);
                    if (refusal.isEmpty()) {
                        return AdmittedSnapshot.of(snapshot, candidate.uri(), candidate.sha256());
                    }
                } catch (SnapshotException e) {
                    refusal = Optional.of(AdmissionRules.refusal(e));
                }
            }
            refusal.ifPresent(why -> skipped.accept("snapshot " + candidate.id() + " of " + candidate.uri()
                    + " is not started with: " + why.cause() + ": " + why.message()));
        }
        return configured;
    }

    /**
     * What a restored job goes on with: never an older snapshot than it ran before, because readers refuse what goes back.
     *
     * @param start what a new job would start with
     * @param ran what the subtasks ran at the checkpoint; empty for a new job
     * @throws IllegalStateException when the start would lead into another space on the same topic
     */
    public static AdmittedSnapshot afterRestore(AdmittedSnapshot start, Collection<AdmittedSnapshot> ran) {
        Optional<AdmittedSnapshot> newest = ran.stream().max(Comparator.comparingLong(AdmittedSnapshot::modelVersion));
        if (newest.isEmpty()) {
            return start;
        }
        AdmittedSnapshot before = newest.get();
        if (!before.modelName().equals(start.modelName())
                || !before.globalSha256().equals(start.globalSha256())) {
            throw new IllegalStateException("snapshot " + start.id() + " of " + start.uri() + " cannot follow "
                    + before.id()
                    + ", which the restored state ran: model name or global block differ, so that it needs"
                    + " a job without this state and a topic of its own");
        }
        return start.modelVersion() > before.modelVersion() ? start : before;
    }
}
