package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FloatListTest {
    @Test
    void isAListOfItsNumbers() {
        assertThat(new FloatList(new float[] {1, -2})).containsExactly(1f, -2f).isEqualTo(List.of(1f, -2f));
    }

    @Test
    void itsNumbersAreNotCopiedAndThoseOfAnotherListAre() {
        float[] values = {1, -2};
        assertThat(FloatList.array(new FloatList(values))).isSameAs(values);
        assertThat(FloatList.array(List.of(1f, -2f))).containsExactly(1, -2);
    }
}
