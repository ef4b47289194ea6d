package io.metarefresh.benchmarks;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One thread adapts batches of members of {@link ReferenceModel R1}; the score is batches per second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Dorg.bytedeco.javacpp.maxphysicalbytes=0")
public class InnerLoopBenchmark {
    @Param({"1", "8", "64", "256", "1024"})
    public int batch;

    private InnerLoop innerLoop;
    private List<SupportTask> members;

    @Setup(Level.Trial)
    public void prepare() {
        ReferenceModel model = new ReferenceModel();
        innerLoop = new InnerLoop(model.snapshot());
        members = model.members(batch);
    }

    @TearDown(Level.Trial)
    public void release() {
        innerLoop.close();
    }

    @Benchmark
    public List<Adaptation> adapt() {
        return innerLoop.adapt(members);
    }
}
