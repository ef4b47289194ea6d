package io.metarefresh.job.rollout;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.snapshot.ChecksumException;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.UnreadableSnapshotException;
import io.metarefresh.text.OneLine;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Which snapshot may follow the running one on the same topic.
 *
 * @param allowedUris where snapshots are read from
 * @param contract what inputs were checked for and how much of them is kept
 */
public record AdmissionRules(AllowedUris allowedUris, InputContract contract) implements Serializable {

    /**
     * Whether records that a job before accepted under its contract can stay under this one.
     *
     * @param accepted the contract of the restored state
     * @param start what a job without state would start with
     * @param running what runs over that state: the start, or a newer one that ran before
     * @throws IllegalStateException if they cannot, or if what runs may need what is not checked any more
     */
    public void checkRestored(InputContract accepted, AdmittedSnapshot start, AdmittedSnapshot running) {
        if (running.equals(start)) {
            demandNone(
                    accepted.conflicts(contract),
                    "does not fit the records of the restored state",
                    "it needs a job without this state (metarefresh backfill)");
        } else {
            demandNone(
                    contract.keeping(accepted.supportSetRules()).unmetNeeds(accepted),
                    "does not check what " + running.id() + " may need, which the restored state ran",
                    "name " + running.uri());
        }
    }

    private static void demandNone(List<String> problems, String what, String wayOut) {
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "snapshot.uri: its contract " + what + ": " + String.join("; ", problems) + "; " + wayOut);
        }
    }

    /** What can be said before it is read. Empty where nothing speaks against it. */
    public Optional<Refusal> check(Announcement announced, AdmittedSnapshot running) {
        if (!announced.modelName().equals(running.modelName())) {
            return refusal(
                    RefusalCause.OTHER_MODEL,
                    "model_name is '" + OneLine.of(announced.modelName()) + "', this topic carries '"
                            + running.modelName() + "'");
        }
        if (announced.modelVersion() <= running.modelVersion()) {
            return refusal(
                    RefusalCause.NOT_NEWER,
                    "model_version " + announced.modelVersion() + " is not greater than " + running.modelVersion()
                            + "; to go back, publish the old snapshot under a new version");
        }
        if (!allowedUris.allow(announced.uri())) {
            return refusal(
                    RefusalCause.URI_NOT_ALLOWED,
                    "uri '" + OneLine.of(announced.uri()) + "' is not below snapshot.allowed-uri-prefixes: "
                            + allowedUris);
        }
        return Optional.empty();
    }

    /** What can be said when it was read. Empty where it may run. */
    public Optional<Refusal> check(
            Announcement announced, Snapshot snapshot, String globalSha256, AdmittedSnapshot running) {
        Manifest manifest = snapshot.manifest();
        if (!manifest.modelName().equals(announced.modelName())
                || manifest.modelVersion() != announced.modelVersion()) {
            return refusal(
                    RefusalCause.INVALID,
                    "the snapshot is " + manifest.modelName() + "@" + manifest.modelVersion() + ", announced was "
                            + OneLine.of(announced.id()));
        }
        if (!globalSha256.equals(running.globalSha256())) {
            return refusal(
                    RefusalCause.GLOBAL_BLOCK,
                    "its global block differs from that of " + running.id()
                            + ", so that its embeddings cannot be compared with the published ones; it needs a topic of its own");
        }
        List<String> needs = contract.unmetNeeds(InputContract.of(manifest));
        if (!needs.isEmpty()) {
            return refusal(RefusalCause.CONTRACT, String.join("; ", needs));
        }
        return Optional.empty();
    }

    /** Why reading failed. */
    public static Refusal refusal(SnapshotException e) {
        if (e instanceof UnreadableSnapshotException) {
            return new Refusal(RefusalCause.UNREACHABLE, e.getMessage());
        }
        return new Refusal(
                e instanceof ChecksumException ? RefusalCause.CHECKSUM : RefusalCause.INVALID, e.getMessage());
    }

    private static Optional<Refusal> refusal(RefusalCause cause, String message) {
        return Optional.of(new Refusal(cause, message));
    }
}
