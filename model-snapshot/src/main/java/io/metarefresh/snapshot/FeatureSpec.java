package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One input feature of a block.
 *
 * @param name feature name; {@code item_id} and {@code member_id} can be the record's own fields (snapshot format, chapter 3)
 * @param kind dense or ids
 * @param width of a dense vector; null for ids (the width is that of the table)
 * @param table tensor name of the embedding table, shape [vocabulary size, width]; null for dense
 * @param vocabulary name of the vocabulary file; null for dense
 * @param pooling how rows are pooled; null for dense
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureSpec(
        @JsonProperty("name") String name,
        @JsonProperty("kind") FeatureKind kind,
        @JsonProperty("width") Integer width,
        @JsonProperty("table") String table,
        @JsonProperty("vocabulary") String vocabulary,
        @JsonProperty("pooling") Pooling pooling) {

    public static FeatureSpec dense(String name, int width) {
        return new FeatureSpec(name, FeatureKind.DENSE, width, null, null, null);
    }

    public static FeatureSpec ids(String name, String table, String vocabulary, Pooling pooling) {
        return new FeatureSpec(name, FeatureKind.IDS, null, table, vocabulary, pooling);
    }
}
