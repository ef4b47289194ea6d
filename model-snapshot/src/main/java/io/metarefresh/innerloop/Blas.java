package io.metarefresh.innerloop;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J's native libraries, as the inner loop needs them. */
final class Blas {
    private Blas() {}

    /**
     * Loads ND4J if nobody has, checks once that it computes right, and keeps it on the calling thread in this whole process: one of several
     * slots has its parallelism in the slots, and BLAS threads on top fight over the same cores. Launchers also set
     * {@code OMP_NUM_THREADS=1}, which OpenMP reads once when it loads.
     *
     * @throws IllegalStateException if a product is wrong
     */
    static void prepare() {
        Nd4j.factory().blas().setMaxThreads(1);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        ProductCheck.once();
    }
}
