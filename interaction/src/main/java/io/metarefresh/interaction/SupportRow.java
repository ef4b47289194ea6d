package io.metarefresh.interaction;

/**
 * A row as the rules of SUPPORT see it. Where rows are stored, most of them are only looked at by time and by the hash of their id;
 * everything else may be read when it is asked for.
 */
public interface SupportRow {

    /** When it happened, in milliseconds since the epoch. */
    long eventTimeMillis();

    /** {@link String#hashCode()} of {@link #eventId()}. */
    int eventIdHash();

    /** Identity of the event. */
    String eventId();

    /** Version of the event. */
    int eventVersion();

    /** The whole row. */
    Interaction interaction();
}
