package io.metarefresh.training;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Products of row-major matrices in Java arrays by OpenBLAS, the library that ND4J computes with. */
final class Gemm {
    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    static {
        Loader.load(openblas_nolapack.class);
    }

    private Gemm() {}

    /**
     * c = op(a) · op(b) + β c, where op(a) is [n × k], op(b) is [k × m] and c is [n × m].
     *
     * @param transposeA whether a is stored as [k × n]
     * @param transposeB whether b is stored as [m × k]
     */
    static void multiply(
            float[] a, boolean transposeA, float[] b, boolean transposeB, float[] c, int n, int k, int m, float beta) {
        if (n == 0 || m == 0 || k == 0) {
            if (beta == 0f) {
                java.util.Arrays.fill(c, 0, n * m, 0f);
            }
            return;
        }
        openblas_nolapack.cblas_sgemm(
                ROW_MAJOR,
                transposeA ? TRANSPOSED : PLAIN,
                transposeB ? TRANSPOSED : PLAIN,
                n,
                m,
                k,
                1f,
                a,
                transposeA ? n : k,
                b,
                transposeB ? k : m,
                beta,
                c,
                m);
    }
}
