package io.metarefresh.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Pooling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CONTRACT: what a record must look like is taken from the snapshot, and every violation names field and value. */
class ContractTest {
    private static final InputContract CONTRACT = contract(Loss.LOGISTIC);

    private static InputContract contract(Loss loss) {
        return InputContract.of(FeatureEncoderTest.manifest(
                EntityKind.MEMBER,
                loss,
                List.of(FeatureSpec.dense("profile", 2), FeatureSpec.ids("member_id", "m", "m", Pooling.SUM)),
                List.of(
                        FeatureSpec.ids("item_id", "i", "i", Pooling.SUM),
                        FeatureSpec.ids("genres", "g", "g", Pooling.SUM),
                        FeatureSpec.dense("signals", 3))));
    }

    private static Interaction interaction(float label, float weight, Features context) {
        return new Interaction("e", 0, "m", "i", 0, label, weight, context);
    }

    private static Features dense(String name, float... values) {
        return new Features(Map.of(name, values), Map.of());
    }

    private static Features ids(String name, String... values) {
        return new Features(Map.of(), Map.of(name, List.of(values)));
    }

    @Test
    void whatTheModelNeedsAndWhatItDoesNotKnowIsFine() {
        assertThat(CONTRACT.violation(interaction(1, 0, Features.NONE))).isNull();
        assertThat(CONTRACT.violation(interaction(0.5f, 2, dense("signals", 1, 2, 3))))
                .isNull();
        assertThat(CONTRACT.violation(interaction(0, 1, ids("genres", "never seen"))))
                .isNull();
        assertThat(CONTRACT.violation(interaction(0, 1, dense("another", 1)))).isNull();
        assertThat(CONTRACT.violation("m", dense("profile", 1, 2))).isNull();
        assertThat(CONTRACT.violation("m", Features.NONE)).isNull();
    }

    @Test
    void idsMustNotBeEmpty() {
        assertThat(CONTRACT.violation(new Interaction("", 0, "m", "i", 0, 0, 1, Features.NONE)))
                .isEqualTo("event_id is empty");
        assertThat(CONTRACT.violation(new Interaction("e", 0, "", "i", 0, 0, 1, Features.NONE)))
                .isEqualTo("member_id is empty");
        assertThat(CONTRACT.violation(new Interaction("e", 0, "m", "", 0, 0, 1, Features.NONE)))
                .isEqualTo("item_id is empty");
        assertThat(CONTRACT.violation("", Features.NONE)).isEqualTo("entity_id is empty");
        assertThat(CONTRACT.violation(interaction(0, 1, ids("genres", "a", ""))))
                .isEqualTo("context feature 'genres' holds an empty id at position 1");
    }

    @Test
    void labelsMustBeInTheRangeOfTheLoss() {
        assertThat(CONTRACT.violation(interaction(1.5f, 1, Features.NONE)))
                .isEqualTo("label must be from 0 to 1 for the logistic loss, not 1.5");
        assertThat(CONTRACT.violation(interaction(-0.1f, 1, Features.NONE))).contains("not -0.1");
        assertThat(CONTRACT.violation(interaction(Float.NaN, 1, Features.NONE)))
                .isEqualTo("label must be finite, not NaN");
        assertThat(contract(Loss.SQUARED).violation(interaction(-17, 1, Features.NONE)))
                .isNull();
        assertThat(contract(Loss.SQUARED).violation(interaction(Float.POSITIVE_INFINITY, 1, Features.NONE)))
                .isEqualTo("label must be finite, not Infinity");
    }

    @Test
    void weightsMustBeFiniteAndNotNegative() {
        for (float weight : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThat(CONTRACT.violation(interaction(1, weight, Features.NONE)))
                    .isEqualTo("weight must be finite and not negative, not " + weight);
        }
    }

    @Test
    void vectorsMustHaveTheirWidthAndBeFinite() {
        assertThat(CONTRACT.violation(interaction(1, 1, dense("signals", 1, 2))))
                .isEqualTo("context feature 'signals' must have 3 values, not 2");
        assertThat(CONTRACT.violation(interaction(1, 1, dense("signals", 1, Float.NaN, 2))))
                .isEqualTo("context feature 'signals' must be finite, not NaN at position 1");
        assertThat(CONTRACT.violation(interaction(1, 1, dense("another", Float.NEGATIVE_INFINITY))))
                .isEqualTo("context feature 'another' must be finite, not -Infinity at position 0");
        assertThat(CONTRACT.violation("m", dense("profile", 1)))
                .isEqualTo("profile feature 'profile' must have 2 values, not 1");
    }

    @Test
    void featuresMustBeOfTheirKind() {
        assertThat(CONTRACT.violation(interaction(1, 1, dense("genres", 1))))
                .isEqualTo("context feature 'genres' must be a list of ids, not a dense vector");
        assertThat(CONTRACT.violation(interaction(1, 1, ids("signals", "a"))))
                .isEqualTo("context feature 'signals' must be a dense vector of 3 values, not a list of ids");
    }

    @Test
    void rulesAreTheSnapshotsAndTheContractTravels() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(CONTRACT);
        }
        InputContract arrived;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            arrived = (InputContract) in.readObject();
        }
        assertThat(arrived.supportSetRules()).isEqualTo(new SupportSetRules(7, Duration.ofDays(3)));
        assertThat(arrived.entity()).isEqualTo(EntityKind.MEMBER);
        assertThat(arrived.violation("m", dense("profile", 1))).contains("must have 2 values");
    }

    @Test
    void aLaterSnapshotThatNeedsMoreIsToldApart() {
        List<FeatureSpec> entity = List.of(FeatureSpec.dense("profile", 2));
        FeatureSpec genres = FeatureSpec.ids("genres", "g", "g", Pooling.MEAN);
        InputContract less =
                InputContract.of(FeatureEncoderTest.manifest(EntityKind.MEMBER, Loss.SQUARED, entity, List.of(genres)));
        assertThat(CONTRACT.unmetNeeds(CONTRACT)).isEmpty();
        assertThat(CONTRACT.unmetNeeds(less)).isEmpty();
        assertThat(less.unmetNeeds(CONTRACT))
                .containsExactly(
                        "context feature 'signals' must be absent, not dense of width 3",
                        "loss logistic needs labels from 0 to 1, which the squared loss did not");
        InputContract other = InputContract.of(FeatureEncoderTest.manifest(
                EntityKind.ITEM,
                Loss.LOGISTIC,
                List.of(FeatureSpec.dense("profile", 3)),
                List.of(FeatureSpec.dense("genres", 1))));
        assertThat(CONTRACT.unmetNeeds(other))
                .containsExactly(
                        "entity must stay MEMBER, not ITEM",
                        "entity feature 'profile' must be dense of width 2, not dense of width 3",
                        "context feature 'genres' must be a list of ids, not dense of width 1");
    }

    /** The snapshot asks for 7 rows of 3 days. */
    @Test
    void aLaterSnapshotThatAsksForMoreOrOlderRowsThanAreKeptIsToldApart() {
        InputContract shorter = CONTRACT.keeping(new SupportSetRules(6, Duration.ofDays(2)));
        InputContract longer = CONTRACT.keeping(new SupportSetRules(8, Duration.ofDays(4)));
        assertThat(longer.unmetNeeds(CONTRACT)).isEmpty();
        assertThat(shorter.unmetNeeds(CONTRACT))
                .containsExactly(
                        "support_max_size must be at most 6, not 7",
                        "support_horizon must be at most PT48H, not PT72H");
        assertThat(CONTRACT.keeping(new SupportSetRules(6, Duration.ofDays(3))).unmetNeeds(CONTRACT))
                .containsExactly("support_max_size must be at most 6, not 7");
    }

    @Test
    void whatAnotherContractAcceptedConflictsWhereItWasOfAnotherKindOrWidth() {
        InputContract accepted = InputContract.of(FeatureEncoderTest.manifest(
                EntityKind.MEMBER,
                Loss.SQUARED,
                List.of(FeatureSpec.dense("profile", 3)),
                List.of(FeatureSpec.ids("genres", "g", "g", Pooling.SUM))));
        // Nobody checked the signals, but they need not be wrong.
        assertThat(accepted.conflicts(CONTRACT))
                .containsExactly(
                        "entity feature 'profile' must be dense of width 3, not dense of width 2",
                        "loss logistic needs labels from 0 to 1, which the squared loss did not");
        assertThat(CONTRACT.conflicts(CONTRACT)).isEmpty();
    }
}
