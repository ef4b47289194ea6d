package io.metarefresh.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InteractionCodecTest {
    private static final Interaction WHOLE = new Interaction(
            "événement-\ud83d\ude00",
            3,
            "member",
            "item",
            -1234567890123L,
            0.25f,
            2.5f,
            new Features(
                    Map.of("statistics", new float[] {1f, -0f, Float.MIN_VALUE}, "empty", new float[0]),
                    Map.of("genres", List.of("Drama", "Film-Noir"), "none", List.of())));

    @Test
    void decodingRestoresEveryField() {
        Interaction back = InteractionCodec.decode(InteractionCodec.encode(WHOLE));
        assertThat(back).usingRecursiveComparison().isEqualTo(WHOLE);
    }

    @Test
    void theOrderInWhichFeaturesWereAddedDoesNotShow() {
        Map<String, float[]> forwards = new LinkedHashMap<>();
        forwards.put("a", new float[] {1f});
        forwards.put("b", new float[] {2f});
        Map<String, float[]> backwards = new LinkedHashMap<>();
        backwards.put("b", new float[] {2f});
        backwards.put("a", new float[] {1f});
        assertThat(InteractionCodec.encodeFeatures(new Features(forwards, Map.of())))
                .isEqualTo(InteractionCodec.encodeFeatures(new Features(backwards, Map.of())));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = InteractionCodec.encode(WHOLE);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> InteractionCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> InteractionCodec.decode(longer)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 2000)
    void mutatedBytesAreDecodedOrRefusedAndNothingElse(@ForAll int position, @ForAll byte value) {
        byte[] bytes = InteractionCodec.encode(WHOLE);
        bytes[Math.floorMod(position, bytes.length)] = value;
        try {
            InteractionCodec.decode(bytes);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("bytes");
        }
    }

    @Property(tries = 1000)
    void stringsCompareAsTheirUtf8Bytes(@ForAll String a, @ForAll String b) {
        // Lone surrogates are no text: Java encodes them as '?'.
        if (isText(a) && isText(b)) {
            int expected = Arrays.compareUnsigned(
                    a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    b.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(Integer.signum(InteractionOrder.compareUtf8(a, b))).isEqualTo(Integer.signum(expected));
        }
    }

    private static boolean isText(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
