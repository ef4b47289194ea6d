package io.metarefresh.job.record;

import io.metarefresh.snapshot.GlobalSide;
import io.metarefresh.snapshot.Snapshot;
import java.io.Serializable;

/**
 * A snapshot that was read, verified and found fit to run, and where it lies.
 *
 * @param modelName name of the model
 * @param modelVersion version of the snapshot
 * @param uri its directory
 * @param sha256 of its manifest, lower-case hex: the identity of the whole snapshot
 * @param globalSha256 of its global side: the space that its embeddings live in
 */
public record AdmittedSnapshot(String modelName, long modelVersion, String uri, String sha256, String globalSha256)
        implements SideInput, Serializable {

    public static AdmittedSnapshot of(Snapshot snapshot, String uri, String sha256) {
        return new AdmittedSnapshot(
                snapshot.manifest().modelName(),
                snapshot.manifest().modelVersion(),
                uri,
                sha256,
                GlobalSide.sha256(snapshot));
    }

    /** {@code name@version}. */
    public String id() {
        return modelName + "@" + modelVersion;
    }

    @Override
    public <E extends Exception> void profileOrSnapshot(
            CaseAction<? super ProfileChange, E> profile, CaseAction<? super AdmittedSnapshot, E> snapshot) throws E {
        snapshot.apply(this);
    }
}
