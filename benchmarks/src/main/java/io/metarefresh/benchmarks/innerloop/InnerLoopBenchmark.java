package io.metarefresh.benchmarks.innerloop;

import io.metarefresh.benchmarks.ReferenceModel;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One thread adapts batches of members; the score is batches per second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class InnerLoopBenchmark {
    @Param({"R1"})
    public String model;

    @Param({"64"})
    public int batch;

    private InnerLoop innerLoop;
    private List<SupportTask> members;

    @Setup(Level.Trial)
    public void prepare() {
        ReferenceModel reference = ReferenceModel.named(model);
        innerLoop = new InnerLoop(reference.snapshot());
        members = reference.members(batch);
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
