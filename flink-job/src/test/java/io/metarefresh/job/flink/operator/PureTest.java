package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.batch.Publisher;
import io.metarefresh.job.batch.RefreshBatch;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * PURE: whatever the order of arrival, repetition, pace, restarts and batches, the same interactions and the same profiles in order
 * end in the same published embedding.
 */
class PureTest {
    private record Inputs(List<Interaction> interactions, List<ProfileChange> profiles) {}

    @Provide
    Arbitrary<Inputs> inputs() {
        // A correction keeps the time of what it corrects, so time follows from the id.
        Arbitrary<Interaction> interaction = Combinators.combine(
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of("m", "n"))
                .as((id, version, member) -> {
                    Interaction plain = TestingEvents.interaction(member + id, member, 1000 + 17L * (id * 7 % 12));
                    return new Interaction(
                            plain.eventId(),
                            version,
                            member,
                            plain.itemId(),
                            plain.eventTimeMillis(),
                            version / 2f,
                            1f,
                            plain.context());
                });
        Arbitrary<ProfileChange> profile = Combinators.combine(
                        Arbitraries.of("m", "n"), Arbitraries.longs().between(990, 1200), Arbitraries.of(0, 0, 1, 2))
                .as((member, time, kind) -> switch (kind) {
                    case 0 -> ProfileChange.of(member, TestingEvents.profile(time, 1f), time, time);
                    case 1 -> ProfileChange.forgetting(member, time);
                    default -> new ProfileChange(member, Features.NONE, time + 5, time, time);
                });
        return Combinators.combine(
                        interaction.list().ofMaxSize(20), profile.list().ofMaxSize(4))
                .as(Inputs::new);
    }

    @Property(tries = 60)
    void theLastPublicationDependsOnTheInputsOnly(
            @ForAll("inputs") Inputs inputs, @ForAll Random one, @ForAll Random other) throws Exception {
        Map<String, String> first = lastPublished(inputs, one);
        Map<String, String> second = lastPublished(inputs, other);
        assertThat(second).isEqualTo(first);
    }

    /** Plays the inputs in a random interleaving with random repetitions, pace, clocks, restarts and batches. */
    private static Map<String, String> lastPublished(Inputs inputs, Random random) throws Exception {
        // One in four, because opening RocksDB takes longer than the rest.
        TestingBackend backend = random.nextInt(4) == 0 ? TestingBackend.ROCKSDB : TestingBackend.HASHMAP;
        MemberRules rules = TestingRefreshHarness.withMinInterval(Duration.ofMillis(random.nextInt(3) * 10L));
        List<Object> arrivals = arrivals(inputs, random);
        RefreshBatch batch = new RefreshBatch();
        Publisher publisher = new Publisher(new TestingModel());
        Map<String, String> last = new HashMap<>();
        TestingRefreshHarness harness = new TestingRefreshHarness(rules, backend, null);
        try {
            long now = 10_000;
            for (Object arrival : arrivals) {
                now += random.nextInt(8);
                harness.processingTime(now);
                if (arrival instanceof Interaction interaction) {
                    harness.interaction(interaction);
                } else {
                    harness.profile((ProfileChange) arrival);
                }
                harness.take().forEach(batch::add);
                if (random.nextInt(3) == 0) {
                    publish(batch, publisher, last);
                }
                if (random.nextInt(12) == 0) {
                    TestingRefreshHarness restored = new TestingRefreshHarness(rules, backend, harness.snapshot());
                    harness.close();
                    harness = restored;
                }
            }
            harness.endOfInput();
            harness.take().forEach(batch::add);
            publish(batch, publisher, last);
        } finally {
            harness.close();
        }
        return last;
    }

    private static List<Object> arrivals(Inputs inputs, Random random) {
        List<Interaction> interactions = new ArrayList<>(inputs.interactions());
        for (Interaction interaction : inputs.interactions()) {
            if (random.nextInt(4) == 0) {
                interactions.add(interaction);
            }
        }
        Collections.shuffle(interactions, random);
        List<Object> arrivals = new ArrayList<>(interactions);
        int position = 0;
        for (ProfileChange profile : inputs.profiles()) {
            position += random.nextInt(arrivals.size() + 1 - position);
            arrivals.add(position++, profile);
        }
        return arrivals;
    }

    private static void publish(RefreshBatch batch, Publisher publisher, Map<String, String> last) {
        List<Refresh> refreshes = batch.drain();
        for (Publisher.Published published : publisher.publish(refreshes)) {
            Publication publication = published.publication();
            if (publication instanceof Publication.Embedding embedding) {
                last.put(embedding.entityId(), Arrays.toString(embedding.embedding()));
                assertThat(embedding.asOfMillis()).isNotEqualTo(SupportSet.NEVER);
            } else {
                last.put(publication.entityId(), publication.toString());
            }
        }
    }
}
