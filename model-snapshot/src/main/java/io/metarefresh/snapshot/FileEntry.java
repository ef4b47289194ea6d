package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Checksum (lower-case hex SHA-256) and length of one file of the snapshot. */
public record FileEntry(@JsonProperty("sha256") String sha256, @JsonProperty("bytes") long bytes) {}
