package io.metarefresh.innerloop;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps ND4J's native libraries on the calling thread. A process of several slots has its parallelism in the slots; BLAS threads on top
 * fight over the same cores. Launchers also set {@code OMP_NUM_THREADS=1}, which OpenMP reads once when it loads.
 */
final class BlasThreads {
    private BlasThreads() {}

    /** Loads ND4J if nobody has, and limits it to one thread in this whole process. */
    static void useOne() {
        Nd4j.factory().blas().setMaxThreads(1);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }
}
