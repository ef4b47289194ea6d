package io.metarefresh.evaluation;

/**
 * Where a report's data and snapshot came from, so that a figure can be traced.
 *
 * @param dataFile name of the interactions file, without its directory
 * @param manifestSha256 checksum of the snapshot's manifest, which holds the checksums of its other files
 */
public record Provenance(String dataFile, String manifestSha256) {}
