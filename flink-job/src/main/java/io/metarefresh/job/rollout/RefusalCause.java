package io.metarefresh.job.rollout;

/** Why an announced snapshot is not run; the names are part of metrics and stay as they are. */
public enum RefusalCause {
    /** It lies outside of the allowed places. */
    URI_NOT_ALLOWED,
    /** It cannot be read, also after trying again. */
    UNREACHABLE,
    /** What was read is not what was announced. */
    CHECKSUM,
    /** Manifest, shapes, numbers or vocabularies are not as they must be, or are of another snapshot than announced. */
    INVALID,
    /** It is of another model; one topic carries one. */
    OTHER_MODEL,
    /** Its embeddings live in another space: it needs a topic of its own. */
    GLOBAL_BLOCK,
    /** It needs of an input what was never checked or kept. */
    CONTRACT,
    /** Its version is not greater than the running one's. */
    NOT_NEWER
}
