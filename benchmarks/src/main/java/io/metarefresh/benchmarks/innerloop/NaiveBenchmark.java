package io.metarefresh.benchmarks.innerloop;

import io.metarefresh.benchmarks.ReferenceModel;
import io.metarefresh.innerloop.SupportTask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@link NaiveNd4j} on R1; the score is members per second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class NaiveBenchmark {
    private NaiveNd4j naive;
    private List<SupportTask> members;
    private int next;

    @Setup(Level.Trial)
    public void prepare() {
        ReferenceModel reference = ReferenceModel.named("R1");
        naive = new NaiveNd4j(reference.snapshot());
        members = reference.members(64);
    }

    @Benchmark
    public float[] adapt() {
        next = (next + 1) % members.size();
        return naive.adapt(members.get(next));
    }
}
