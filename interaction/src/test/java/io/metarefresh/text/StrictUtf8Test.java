package io.metarefresh.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictUtf8Test {
    @ParameterizedTest
    @ValueSource(strings = {"", "m-1", "Zoë 東京", "\uD83D\uDE00", "a replacement character \uFFFD that is meant"})
    void textComesBack(String text) throws Exception {
        assertThat(StrictUtf8.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "61c3",
                "c080",
                "eda080",
                "f5808080",
                "61ffefbfbd",
            })
    void malformedBytesAreRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> StrictUtf8.decode(bytes)).isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void onlyThePartThatIsAskedForIsLookedAt() throws Exception {
        byte[] bytes = HexFormat.of().parseHex("ff" + "c3bc" + "ff");
        assertThat(StrictUtf8.decode(bytes, 1, 2)).isEqualTo("ü");
        assertThatThrownBy(() -> StrictUtf8.decode(bytes, 1, 3)).isInstanceOf(CharacterCodingException.class);
    }

    @Property
    void whatIsDecodedEncodesToTheSameBytes(@ForAll @Size(max = 6) byte[] bytes) {
        try {
            assertThat(StrictUtf8.decode(bytes).getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(bytes);
        } catch (CharacterCodingException e) {
            assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\uFFFD");
        }
    }
}
