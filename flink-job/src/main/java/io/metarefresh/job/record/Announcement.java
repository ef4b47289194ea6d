package io.metarefresh.job.record;

/**
 * A record of the snapshots topic: a snapshot that jobs shall run, or that is no longer to be run.
 *
 * @param modelName name of the model
 * @param modelVersion version of the snapshot, higher is newer
 * @param uri directory of the snapshot; null where the record had no value
 * @param sha256 of the manifest, lower-case hex; null where the record had no value
 */
public record Announcement(String modelName, long modelVersion, String uri, String sha256) {

    /** A record without value. */
    public static Announcement withdrawn(String modelName, long modelVersion) {
        return new Announcement(modelName, modelVersion, null, null);
    }

    public boolean isWithdrawal() {
        return uri == null;
    }

    /** {@code name@version}, the record's key. */
    public String id() {
        return modelName + "@" + modelVersion;
    }
}
