package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every defect of a snapshot directory is refused with one line that names the file and what is wrong. */
class SnapshotDefectsTest {
    private static final String WEIGHTS = "weights.safetensors";

    @TempDir
    private Path parent;

    private TestingSnapshotDirectory snapshot;

    @BeforeEach
    void writeAValidSnapshot() throws Exception {
        snapshot = TestingSnapshotDirectory.in(parent);
    }

    private String refusal() {
        SnapshotException e = catchThrowableOfType(SnapshotException.class, () -> SnapshotReader.read(snapshot.path()));
        assertThat(e).as("the snapshot should be refused").isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n");
        return e.getMessage();
    }

    // Files

    @Test
    void aMissingDirectoryIsNamed() {
        assertThat(catchThrowableOfType(SnapshotException.class, () -> SnapshotReader.read(parent.resolve("nowhere"))))
                .hasMessageContaining("snapshot.json: does not exist")
                .hasMessageContaining("nowhere");
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        Files.delete(snapshot.file("vocabulary/genres.txt"));
        assertThat(refusal()).startsWith("vocabulary/genres.txt: does not exist");
    }

    @Test
    void aTruncatedWeightsFileIsRefusedByItsLength() throws Exception {
        byte[] bytes = Files.readAllBytes(snapshot.file(WEIGHTS));
        Files.write(snapshot.file(WEIGHTS), Arrays.copyOf(bytes, bytes.length - 5));
        assertThat(refusal())
                .isEqualTo("weights.safetensors: is " + (bytes.length - 5) + " bytes long, the manifest says "
                        + bytes.length);
    }

    @Test
    void aTruncatedWeightsFileWithFittingChecksumIsRefusedByItsOffsets() throws Exception {
        byte[] bytes = Files.readAllBytes(snapshot.file(WEIGHTS));
        snapshot.replace(WEIGHTS, Arrays.copyOf(bytes, bytes.length - 5));
        assertThat(refusal()).contains("data_offsets").contains("do not lie within the file");
    }

    @Test
    void aFlippedBitIsRefusedByItsChecksum() throws Exception {
        byte[] bytes = Files.readAllBytes(snapshot.file(WEIGHTS));
        bytes[bytes.length - 1] ^= 1;
        Files.write(snapshot.file(WEIGHTS), bytes);
        assertThat(refusal()).startsWith("weights.safetensors: SHA-256 is ").contains("the manifest says");
    }

    @Test
    void aChangedVocabularyIsRefusedByItsChecksum() throws Exception {
        Files.writeString(snapshot.file("vocabulary/genres.txt"), "<unknown>\ndrama\ncomedy\nwor\n");
        assertThat(refusal()).startsWith("vocabulary/genres.txt: SHA-256 is ");
    }

    // Safetensors

    @Test
    void aHeaderLengthBeyondTheFileIsRefused() throws Exception {
        byte[] bytes = Files.readAllBytes(snapshot.file(WEIGHTS));
        for (long length : new long[] {bytes.length - 7, 100_000_001, Long.MAX_VALUE, -1, 0, 1}) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            snapshot.replace(WEIGHTS, bytes);
            assertThat(refusal())
                    .startsWith("weights.safetensors: header length must be between 2 and")
                    .endsWith("not " + Long.toUnsignedString(length));
        }
        snapshot.replace(WEIGHTS, new byte[3]);
        assertThat(refusal()).isEqualTo("weights.safetensors: is 3 bytes long, too short for a header length");
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                header("not JSON", h -> h.replace("\"F32\"", "F32"), "header: is not valid JSON"),
                header("leading space", h -> " " + h, "header must begin with '{'"),
                header("garbage after it", h -> h.strip() + "{}", "header: is not valid JSON"),
                header("twice the same tensor", h -> h.replace("\"head.bias\"", "\"head.weight\""), "Duplicate field"),
                header("another type", h -> h.replaceFirst("F32", "F64"), "dtype must be F32, not \"F64\""),
                header("an unknown key", h -> h.replaceFirst("\"dtype\"", "\"d\":1,\"dtype\""), "unknown key 'd'"),
                header("no shape", h -> h.replaceFirst("\"shape\"", "\"dtype\":\"F32\",\"shape\""), "Duplicate field"),
                header("a negative dimension", h -> h.replace("[5,3]", "[-5,-3]"), "shape must be a list of integers"),
                header("a fractional dimension", h -> h.replace("[5,3]", "[5.0,3]"), "shape must be a list"),
                header("another shape of the same size", h -> h.replace("[5,3]", "[3,5]"), "[5, width]"),
                header("one dimension", h -> h.replace("[5,3]", "[15]"), "must have shape [5, width]"),
                header("a larger shape", h -> h.replace("[5,3]", "[5,4]"), "needs 80 bytes"),
                header(
                        "a shape whose size overflows a long",
                        h -> h.replace("[5,3]", "[2147483647,2147483647,2147483647,4]"),
                        "more than"),
                header("four texts", h -> h.replaceFirst("\\[0,", "[\"0\","), "data_offsets must be two integers"),
                header("offsets backwards", h -> h.replaceFirst("\\[0,(\\d+)]", "[$1,0]"), "do not lie within"),
                header(
                        "offsets beyond every number",
                        h -> h.replaceFirst("\\[0,(\\d+)]", "[0,99999999999999999999]"),
                        "data_offsets must be two integers"),
                header("metadata that is no map", h -> h.replaceFirst("\\{", "{\"__metadata__\":3,"), "__metadata__"),
                header(
                        "a misspelt tensor",
                        h -> h.replace("head.bias", "head.bais"),
                        "'head.bias' of shape [1] is missing"),
                header("a misspelt tensor, too", h -> h.replace("head.bias", "head.bais"), "'head.bais' is not one"),
                header(
                        "a missing table",
                        h -> h.replace("context.genres", "context.genre"),
                        "table of feature 'genres'"));
    }

    private static Arguments header(String what, UnaryOperator<String> edit, String refusal) {
        return Arguments.of(what, edit, refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aDefectiveHeaderIsRefused(String what, UnaryOperator<String> edit, String refusal) throws Exception {
        snapshot.editWeightsHeader(header -> {
            String edited = edit.apply(header);
            assertThat(edited).as("the edit must change something").isNotEqualTo(header);
            return edited;
        });
        assertThat(refusal()).startsWith("weights.safetensors: ").contains(refusal);
    }

    @Test
    void metadataOfStringsIsFine() throws Exception {
        snapshot.editWeightsHeader(h -> h.replaceFirst("\\{", "{\"__metadata__\":{\"format\":\"pt\"},"));
        assertThat(SnapshotReader.read(snapshot.path()).tensors()).doesNotContainKey("__metadata__");
    }

    @Test
    void tensorsThatOverlapAreRefused() throws Exception {
        snapshot.replace(
                WEIGHTS,
                weights(
                        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                                + "'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}",
                        new float[3]));
        assertThat(refusal()).isEqualTo("weights.safetensors: tensor 'b' at byte 4 overlaps the one that ends at 8");
    }

    @Test
    void aHoleBetweenTensorsIsRefused() throws Exception {
        snapshot.replace(
                WEIGHTS,
                weights(
                        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                                + "'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}",
                        new float[3]));
        assertThat(refusal()).isEqualTo("weights.safetensors: hole of 4 bytes before tensor 'b' at byte 8");
    }

    @Test
    void dataAfterTheLastTensorIsRefused() throws Exception {
        snapshot.replace(WEIGHTS, weights("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", new float[3]));
        assertThat(refusal()).isEqualTo("weights.safetensors: hole of 8 bytes after the last tensor at byte 4");
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() throws Exception {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            snapshot.replace(
                    WEIGHTS,
                    weights("{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}", new float[] {0, value, 0}));
            assertThat(refusal())
                    .isEqualTo("weights.safetensors: tensor 'a' holds " + value
                            + " at element 1; every weight must be finite");
        }
    }

    private static byte[] weights(String header, float[] data) {
        byte[] json = header.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + json.length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (float value : data) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    // Vocabularies

    static Stream<Arguments> vocabularies() {
        return Stream.of(
                Arguments.of("<unknown>\ndrama\ncomedy\nwar", "must end with a line feed"),
                Arguments.of("", "must end with a line feed"),
                Arguments.of("drama\n<unknown>\ncomedy\nwar\n", "line 1 must be <unknown>, not 'drama'"),
                Arguments.of("<unknown>\ndrama\ndrama\nwar\n", "line 3 repeats the id 'drama'"),
                Arguments.of("<unknown>\ndrama\r\ncomedy\nwar\n", "line 2 holds a carriage return"),
                Arguments.of("<unknown>\ndrama\n\nwar\n", "line 3 is empty"),
                Arguments.of("\uFEFF<unknown>\ndrama\ncomedy\nwar\n", "begins with a byte-order mark"));
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void aDefectiveVocabularyIsRefused(String content, String refusal) throws Exception {
        snapshot.replaceText("vocabulary/genres.txt", content);
        assertThat(refusal())
                .isEqualTo("vocabulary/genres.txt: " + refusal + (refusal.endsWith("return") ? " or line feed" : ""));
    }

    @Test
    void aVocabularyAboveItsLimitIsRefusedBeforeItIsRead() throws Exception {
        String file = "vocabulary/genres.txt";
        long bytes = Vocabulary.MAX_BYTES + 1;
        lengthen(snapshot.file(file), bytes);
        snapshot.editManifest(m -> ((ObjectNode) m.get("files").get(file)).put("bytes", bytes));
        assertThat(refusal()).isEqualTo(file + ": is longer than 536870912 bytes");
    }

    @Test
    void aManifestAboveItsLimitIsRefusedBeforeItIsRead() throws Exception {
        lengthen(snapshot.file("snapshot.json"), (16L << 20) + 1);
        assertThat(refusal()).isEqualTo("snapshot.json: is longer than 16777216 bytes");
    }

    /** By a hole: nothing of that length is written. */
    private static void lengthen(Path file, long bytes) throws IOException {
        try (RandomAccessFile lengthened = new RandomAccessFile(file.toFile(), "rw")) {
            lengthened.setLength(bytes);
        }
    }

    @Test
    void aVocabularyThatIsNotUtf8IsRefused() throws Exception {
        snapshot.replace("vocabulary/genres.txt", new byte[] {'<', (byte) 0xff, '\n'});
        assertThat(refusal()).isEqualTo("vocabulary/genres.txt: is not UTF-8");
    }

    @Test
    void aVocabularyOfAnotherSizeThanItsTableIsRefused() throws Exception {
        snapshot.replaceText("vocabulary/genres.txt", "<unknown>\ndrama\n");
        assertThat(refusal())
                .startsWith("weights.safetensors: tensor 'context.genres' (table of feature 'genres') must have shape"
                        + " [2, width]");
    }

    // Manifest

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            format | metarefresh-snapshot/1" | metarefresh-snapshot/2" | format must be
            an unknown key | "model_name" | "modle_name" : 1, "model_name" | unknown key 'modle_name'
            an unknown inner key | "steps" | "step" : 1, "steps" | unknown key 'inner_loop.step'
            a duplicate key | "steps" | "steps" : 1, "steps" | Duplicate field 'steps'
            a comment | "steps" | /* */ "steps" | is not valid JSON
            NaN | "prior_weight" : 4.0 | "prior_weight" : NaN | is not valid JSON
            a negative prior | "prior_weight" : 4.0 | "prior_weight" : -1 | inner_loop.prior_weight must be
            an endless prior | "prior_weight" : 4.0 | "prior_weight" : 1e999 | inner_loop.prior_weight
            fractional steps | "steps" : 3 | "steps" : 2.5 | inner_loop.steps must be an integer from 0
            negative steps | "steps" : 3 | "steps" : -1 | inner_loop.steps must be an integer from 0
            more steps than rates | "steps" : 3 | "steps" : 4 | must have shape [4, 4], not [3, 4]
            an unknown loss | "logistic" | "hinge" | inner_loop.loss must be one of [logistic, squared]
            a loss in capitals | "logistic" | "LOGISTIC" | inner_loop.loss must be one of
            no rows | "support_max_size" : 64 | "support_max_size" : 0 | inner_loop.support_max_size
            a horizon of zero | "PT2160H" | "PT0S" | support_horizon must be at least a millisecond
            a horizon that is none | "PT2160H" | "90 days" | support_horizon must be a duration
            a half-life of zero | "half_life" : null | "half_life" : "-PT1S" | inner_loop.half_life
            a cap of zero | "max_gradient_norm" : null | "max_gradient_norm" : 0 | max_gradient_norm
            a bound of text | "max_embedding_norm" : null | "max_embedding_norm" : "1" | max_embedding_norm
            another dimension | "embedding_dimension" : 5 | "embedding_dimension" : 6 | embedding_dimension
            no units | "units" : 9 | "units" : 0 | global_block.layers[0].units must be an integer
            too many units | "units" : 9 | "units" : 1000000 | global_block.layers[0].units
            other units than weights | "units" : 9 | "units" : 10 | 'global.0.bias' must have shape [10]
            an unknown activation | "tanh" | "gelu" | activation must be one of [relu, tanh, identity]
            product as a number | "product" : true | "product" : 1 | global_block.product must be true or
            product switched off | "product" : true | "product" : false | 'global.product.weight' is not one
            an unknown entity | "entity" : "member" | "entity" : "team" | entity must be one of
            a version of text | "model_version" : 1 | "model_version" : "1" | model_version must be
            a negative version | "model_version" : 1 | "model_version" : -1 | model_version must be
            a blank name | "model_name" : "test" | "model_name" : " " | model_name must be 1 to 200
            no time | 2026-01-01T00:00:00Z | yesterday | created_at must be a time
            a dense feature without width | "width" : 3 | "width" : null | entity_features[0].width
            a dense feature with a table | "width" : 3 | "width" : 3, "table" : "x" | is for ids features only
            an ids feature with a width | "pooling" : "sum" | "pooling" : "sum", "width" : 2 | is for dense
            an ids feature without pooling | "pooling" : "sum" | "pooling" : null | pooling must be one of
            an unknown kind | "dense" | "image" | entity_features[0].kind must be one of
            twice the same feature | "name" : "genres" | "name" : "item_id" | repeats "item_id"
            a dense item_id | "name" : "signals" | "name" : "item_id" | must be of kind ids
            a block's tensor as table | "entity.occupation" | "head.weight" | must not be the name of a
            a vocabulary outside the directory | "vocabulary" : "genres" | "vocabulary" : "../../etc/passwd" | context_features[2].vocabulary must match
            a file outside the directory | "vocabulary/genres.txt" | "../genres.txt" | is neither the weights
            a file that is not listed | "vocabulary/genres.txt" | "other" | no entry for vocabulary/genres.txt
            one table, two vocabularies | "context.genres" | "context.item_id" | with two vocabularies
            text after the end | ^ | `[] ` | is not valid JSON
            """)
    void aDefectiveManifestIsRefused(String what, String from, String to, String refusal) throws Exception {
        snapshot.editManifestText(text -> {
            String edited = from.equals("^") ? to + text : replaceFirst(text, from, to);
            assertThat(edited).as("the edit must change something").isNotEqualTo(text);
            return edited;
        });
        assertThat(refusal()).contains(refusal);
    }

    private static String replaceFirst(String text, String from, String to) {
        return text.replaceFirst(java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to));
    }

    @Test
    void everyNeededKeyIsMissed() throws Exception {
        String keys = "format model_name model_version created_at entity embedding_dimension entity_features"
                + " context_features meta_block global_block inner_loop files";
        String original = Files.readString(snapshot.file("snapshot.json"));
        for (String key : keys.split(" ")) {
            Files.writeString(snapshot.file("snapshot.json"), original);
            snapshot.editManifest(m -> m.remove(key));
            assertThat(refusal()).startsWith("snapshot.json: ").contains(key).contains("absent");
        }
    }

    @Test
    void everyProblemOfTheManifestIsToldAtOnce() throws Exception {
        snapshot.editManifest(m -> {
            m.put("typo", 1);
            ((ObjectNode) m.get("inner_loop")).put("steps", -3).put("loss", "hinge");
        });
        assertThat(refusal())
                .isEqualTo(
                        "snapshot.json: unknown key 'typo'; inner_loop.steps must be an integer from 0 to 1000, not -3;"
                                + " inner_loop.loss must be one of [logistic, squared], not \"hinge\"");
    }

    @Test
    void aManifestThatIsNoObjectIsRefused() throws Exception {
        for (String text : new String[] {"", "[]", "null", "3", "\"x\""}) {
            Files.writeString(snapshot.file("snapshot.json"), text);
            assertThat(refusal()).startsWith("snapshot.json: must be a JSON object");
        }
        Files.write(snapshot.file("snapshot.json"), new byte[] {'{', (byte) 0xc3, '}'});
        assertThat(refusal()).isEqualTo("snapshot.json: is not UTF-8");
        Files.writeString(snapshot.file("snapshot.json"), "[".repeat(100_000));
        assertThat(refusal()).startsWith("snapshot.json: is not valid JSON");
    }

    @Test
    void aManifestWithoutBoundIsRefused() throws Exception {
        Files.write(snapshot.file("snapshot.json"), new byte[ManifestReader.MAX_BYTES + 1]);
        assertThat(refusal()).isEqualTo("snapshot.json: is longer than 16777216 bytes");
    }
}
