package io.metarefresh.interaction;

/** What became of an interaction that was offered to a support set. Together with dead letters there is no other case. */
public enum Outcome {
    /** It is a row now, or a better version of one. */
    ACCEPTED,
    /** The very same event is a row already. */
    DUPLICATE,
    /** A greater version of the event is a row already, or newer rows leave no room for it. */
    SUPERSEDED,
    /** It is not after the time up to which the entity was forgotten. */
    FORGOTTEN
}
