package io.metarefresh.benchmarks.innerloop;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The roofline: products of ND4J on one thread, into a column-major result as it likes best; the score is products per second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SgemmBenchmark {
    /** Rows × columns of the result, and what is summed over: M×N×K. */
    @Param({"64x512x128"})
    public String shape;

    private INDArray left;
    private INDArray right;
    private INDArray result;

    /** Floating-point operations of one product. */
    static double operations(String shape) {
        int[] sizes = sizes(shape);
        return 2.0 * sizes[0] * sizes[1] * sizes[2];
    }

    private static int[] sizes(String shape) {
        return java.util.Arrays.stream(shape.split("x"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Setup(Level.Trial)
    public void prepare() {
        Nd4j.factory().blas().setMaxThreads(1);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        Nd4j.getRandom().setSeed(1);
        int[] sizes = sizes(shape);
        left = Nd4j.rand(DataType.FLOAT, sizes[0], sizes[2]).dup('f');
        right = Nd4j.rand(DataType.FLOAT, sizes[2], sizes[1]).dup('f');
        result = Nd4j.create(DataType.FLOAT, new long[] {sizes[0], sizes[1]}, 'f');
    }

    @Benchmark
    public INDArray multiply() {
        return Nd4j.gemm(left, right, result, false, false, 1, 0);
    }
}
