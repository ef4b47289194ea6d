package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, the parsers return or throw a {@link SnapshotException}: nothing else, and no memory beyond the file's size. */
class SnapshotFuzzTest {
    private static final byte[] VALID = valid();

    private static byte[] valid() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Safetensors.write(
                    out,
                    Map.of(
                            "a", new Tensor(new int[] {2, 3}, new float[6]),
                            "b", new Tensor(new int[] {0, 4}, new float[0]),
                            "c.d", new Tensor(new int[] {}, new float[] {1})));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    @Property(tries = 5000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void mutatedSafetensorsAreParsedOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int mutations)
            throws IOException {
        parse(mutate(VALID, mutations, new Random(seed)));
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void anyHeaderIsParsedOrRefused(@ForAll String header, @ForAll byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        parse(ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array());
    }

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
    void anyBytesAreParsedOrRefusedAsManifestAndVocabulary(@ForAll byte[] bytes) {
        parseTexts(bytes);
    }

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void mutatedManifestsAreParsedOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int mutations) {
        String manifest = "{'format':'metarefresh-snapshot/1','model_name':'m','model_version':3,'created_at':"
                + "'2026-01-01T00:00:00Z','entity':'member','embedding_dimension':2,'entity_features':[{'name':'p','kind':"
                + "'dense','width':3}],'context_features':[{'name':'item_id','kind':'ids','table':'t','vocabulary':'v',"
                + "'pooling':'mean'}],'meta_block':{'layers':[{'units':2,'activation':'relu'}]},'global_block':{'layers':"
                + "[{'units':4,'activation':'relu'}],'product':true},'inner_loop':{'steps':5,'loss':'logistic',"
                + "'prior_weight':4.0,'max_gradient_norm':null,'support_max_size':64,'support_horizon':'P90D','half_life':"
                + "null,'max_embedding_norm':null},'training':{},'files':{'weights.safetensors':{'sha256':'"
                + "0".repeat(64) + "','bytes':1},'vocabulary/v.txt':{'sha256':'" + "0".repeat(64) + "','bytes':1}}}";
        parseTexts(mutate(manifest.replace('\'', '"').getBytes(StandardCharsets.UTF_8), mutations, new Random(seed)));
    }

    @Test
    void anUnchangedFileIsParsed() throws Exception {
        Map<String, Tensor> tensors = Safetensors.read(new ByteArrayInputStream(VALID), VALID.length, "x");
        assertThat(tensors).containsOnlyKeys("a", "b", "c.d");
    }

    private static byte[] mutate(byte[] source, int mutations, Random random) {
        byte[] bytes = source.clone();
        for (int i = 0; i < mutations; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                    // Digits decide over shapes and offsets; quotes, braces and brackets over structure.
                case 1 -> bytes[at] = (byte) "0123456789-eE.\"{}[],:".charAt(random.nextInt(21));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
                default -> {
                    int to = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, to));
                    System.arraycopy(bytes, at, bytes, to, length);
                }
            }
        }
        return bytes;
    }

    private static void parse(byte[] bytes) throws IOException {
        try {
            Safetensors.read(new ByteArrayInputStream(bytes), bytes.length, "weights.safetensors");
        } catch (SnapshotException e) {
            assertThat(e.getMessage()).startsWith("weights.safetensors").doesNotContain("\n", "\r");
        }
    }

    private static void parseTexts(byte[] bytes) {
        try {
            List<String> ids = Vocabulary.parse(bytes, "v.txt");
            assertThat(ids).startsWith(Vocabulary.UNKNOWN);
        } catch (SnapshotException e) {
            assertThat(e.getMessage()).startsWith("v.txt: ").doesNotContain("\n", "\r");
        }
        try {
            assertThat(ManifestReader.parse(bytes)).isNotNull();
        } catch (SnapshotException e) {
            assertThat(e.getMessage()).startsWith("snapshot.json: ").doesNotContain("\n", "\r");
        }
    }
}
