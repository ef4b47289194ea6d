package io.metarefresh.job.config;

/** Whose embeddings are refreshed: the member who acted or the item acted upon. */
public enum Entity {
    MEMBER,
    ITEM
}
