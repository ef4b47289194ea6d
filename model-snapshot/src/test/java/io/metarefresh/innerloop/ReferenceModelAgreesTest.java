package io.metarefresh.innerloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.snapshot.Snapshot;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** AGREE at the size of the design's reference model R1, where some relu always is near a kink. */
class ReferenceModelAgreesTest {

    @Test
    void atLeast99OfAHundredMembersAgreeAndTheRestIsNearAKink() {
        TestingModels.Shape shape = TestingModels.r1();
        Snapshot snapshot = TestingModels.snapshot(shape, 21);
        List<SupportTask> tasks = IntStream.range(0, 100)
                .mapToObj(i -> TestingModels.task(shape, 32, i))
                .toList();
        int disagreeing = 0;
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Adaptation> actual = innerLoop.adapt(tasks);
            ReferenceInnerLoop reference = new ReferenceInnerLoop(snapshot);
            KinkCheck check = new KinkCheck(snapshot);
            for (int i = 0; i < tasks.size(); i++) {
                float[] embedding = actual.get(i).embedding();
                double[] expected = reference.adapt(tasks.get(i)).embedding();
                if (Agreement.worst(embedding, expected) > Agreement.TOLERANCE) {
                    disagreeing++;
                    assertThat(check.explain(tasks.get(i), embedding))
                            .satisfies(
                                    finding -> assertThat(finding.explained()).isTrue())
                            .satisfies(finding ->
                                    assertThat(finding.smallestKinkDistance()).isLessThan(1e-5));
                }
            }
        }
        assertThat(disagreeing).isLessThanOrEqualTo(1);
    }
}
