package io.metarefresh.job.decode;

import static io.metarefresh.job.decode.TestingDecoding.assertRejected;
import static io.metarefresh.job.decode.TestingDecoding.encode;
import static io.metarefresh.job.decode.TestingDecoding.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.SnapshotChecks;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Manifest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CONTRACT: an input is what the snapshot needs, and the job keeps what the snapshot asks for. */
class ContractTest {
    private static Decoded<?> decode(float label, float weight, float... signals) {
        Features context = new Features(Map.of("signals", signals), Map.of());
        Interaction interaction = new Interaction("e", 0, "m", "i", 5, label, weight, context);
        return TestingDecoding.interactions(EntityKind.MEMBER).decode(raw(interaction));
    }

    @Test
    void whatTheSnapshotCanEncodeIsAccepted() {
        assertThat(decode(1f, 0f, 1f, 2f, 3f)).isInstanceOf(Decoded.Accepted.class);
    }

    @Test
    void widthsNumbersLabelsAndWeightsAreChecked() {
        assertRejected(decode(1f, 1f, 1f, 2f), DeadLetterCause.CONTRACT, "signals");
        assertRejected(decode(1f, 1f, 1f, 2f, Float.NaN), DeadLetterCause.CONTRACT, "signals");
        assertRejected(decode(1f, 1f, 1f, 2f, Float.POSITIVE_INFINITY), DeadLetterCause.CONTRACT, "signals");
        assertRejected(decode(1.5f, 1f, 1f, 2f, 3f), DeadLetterCause.CONTRACT, "label", "1.5");
        assertRejected(decode(1f, -1f, 1f, 2f, 3f), DeadLetterCause.CONTRACT, "weight", "-1");
    }

    @Test
    void profilesAreCheckedToo() {
        Features wide = new Features(Map.of("age", new float[] {1f}), Map.of());
        assertRejected(
                TestingDecoding.profiles().decode(raw("m", encode(TestingEvents.avro("m", wide, 5)))),
                DeadLetterCause.CONTRACT,
                "age");
    }

    private static JobConfig config(String... settings) throws ConfigException {
        Map<String, String> all = new HashMap<>(
                Map.of("kafka.bootstrap-servers", "b:9092", "registry.url", "http://r", "snapshot.uri", "/s"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return JobConfig.of(all);
    }

    @Test
    void theJobMayKeepMoreThanTheSnapshotAsksForButNotLess() throws ConfigException {
        Manifest manifest = TestingSnapshots.snapshot(EntityKind.MEMBER).manifest();
        SnapshotChecks.check(config(), manifest);
        SnapshotChecks.check(config("support.max-size", "9", "support.horizon", "31 d"), manifest);
        JobConfig less = config(
                "support.max-size", "7", "support.horizon", "29 d", "entity", "item", "member.expire-after", "29 d");
        assertThatThrownBy(() -> SnapshotChecks.check(less, manifest))
                .hasMessageContaining("support.max-size: '7' is less than the snapshot's 8")
                .hasMessageContaining("support.horizon: 'PT696H' is less than the snapshot's PT720H")
                .hasMessageContaining("entity: 'item' but the snapshot is of entity 'member'");
        JobConfig early = config("member.expire-after", "29 d");
        assertThatThrownBy(() -> SnapshotChecks.check(early, manifest)).hasMessageContaining("member.expire-after");
    }
}
