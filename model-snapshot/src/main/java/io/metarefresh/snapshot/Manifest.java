package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The file {@code snapshot.json} (snapshot format, chapter 2). Unknown keys outside {@code training} are refused. */
public record Manifest(
        @JsonProperty("format") String format,
        @JsonProperty("model_name") String modelName,
        @JsonProperty("model_version") long modelVersion,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("entity") EntityKind entity,
        @JsonProperty("embedding_dimension") int embeddingDimension,
        @JsonProperty("entity_features") List<FeatureSpec> entityFeatures,
        @JsonProperty("context_features") List<FeatureSpec> contextFeatures,
        @JsonProperty("meta_block") MetaBlockSpec metaBlock,
        @JsonProperty("global_block") GlobalBlockSpec globalBlock,
        @JsonProperty("inner_loop") InnerLoopSpec innerLoop,
        @JsonProperty("training") JsonNode training,
        @JsonProperty("files") Map<String, FileEntry> files) {

    public static final String FORMAT = "metarefresh-snapshot/1";

    /** Name of the manifest's file in the directory of a snapshot. */
    public static final String FILE = ManifestReader.FILE;

    /** A longer manifest is refused. */
    public static final int MAX_BYTES = ManifestReader.MAX_BYTES;

    /** The same model under another version: how an older one follows a newer one. */
    public Manifest withModelVersion(long version) {
        return with(version, innerLoop, training, files);
    }

    /** The same model with other settings of the inner loop. */
    public Manifest withInnerLoop(InnerLoopSpec spec) {
        return with(modelVersion, spec, training, files);
    }

    /** The same model with other notes on its training. */
    public Manifest withTraining(JsonNode notes) {
        return with(modelVersion, innerLoop, notes, files);
    }

    /** The same model in other files. */
    public Manifest withFiles(Map<String, FileEntry> entries) {
        return with(modelVersion, innerLoop, training, entries);
    }

    private Manifest with(long version, InnerLoopSpec spec, JsonNode notes, Map<String, FileEntry> entries) {
        return new Manifest(
                format,
                modelName,
                version,
                createdAt,
                entity,
                embeddingDimension,
                entityFeatures,
                contextFeatures,
                metaBlock,
                globalBlock,
                spec,
                notes,
                entries);
    }
}
