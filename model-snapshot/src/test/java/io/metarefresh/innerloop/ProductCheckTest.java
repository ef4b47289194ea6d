package io.metarefresh.innerloop;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProductCheckTest {
    @BeforeEach
    void oneThread() {
        Blas.prepare();
    }

    @Test
    void theseProductsAreRight() {
        assertThatCode(() -> ProductCheck.run((product, result) -> product.compute()))
                .doesNotThrowAnyException();
    }

    @Test
    void oneWrongNumberIsSeen() {
        assertThatThrownBy(() -> ProductCheck.run((product, result) -> {
                    product.compute();
                    int last = result.width() * result.rows() - 1;
                    result.put(last, new float[] {1e3f}, 1);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "OpenBLAS computes wrong matrix products on this processor: a sum of \\d+ products is 1000.0"
                                + " instead of -?[0-9.]+; set OPENBLAS_CORETYPE=Haswell in the environment of this process, or use a"
                                + " build that knows the processor");
    }

    @Test
    void aNumberThatIsNoneIsSeen() {
        assertThatThrownBy(() -> ProductCheck.run((product, result) -> {
                    product.compute();
                    result.put(0, new float[] {Float.NaN}, 1);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is NaN instead of");
    }

    @Test
    void aProductThatIsNotComputedIsSeen() {
        assertThatThrownBy(() -> ProductCheck.run((product, result) -> {})).isInstanceOf(IllegalStateException.class);
    }
}
