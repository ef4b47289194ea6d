package io.metarefresh.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Features;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.GlobalBlockSpec;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.MetaBlockSpec;
import io.metarefresh.snapshot.Pooling;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureEncoderTest {
    private static final FeatureSpec PROFILE = FeatureSpec.dense("profile", 2);
    private static final FeatureSpec MEMBER_ID = FeatureSpec.ids("member_id", "members", "ids", Pooling.MEAN);
    private static final FeatureSpec ITEM_ID = FeatureSpec.ids("item_id", "items", "ids", Pooling.SUM);
    private static final FeatureSpec GENRES = FeatureSpec.ids("genres", "items", "ids", Pooling.MEAN);
    private static final FeatureSpec SEEN = FeatureSpec.ids("seen", "items", "ids", Pooling.SUM);

    static Manifest manifest(
            EntityKind entity, Loss loss, List<FeatureSpec> entityFeatures, List<FeatureSpec> context) {
        LayerSpec layer = new LayerSpec(1, Activation.RELU);
        return new Manifest(
                Manifest.FORMAT,
                "m",
                1,
                Instant.EPOCH,
                entity,
                1,
                entityFeatures,
                context,
                new MetaBlockSpec(List.of(layer)),
                new GlobalBlockSpec(List.of(layer), false),
                new InnerLoopSpec(1, loss, 1, null, 7, Duration.ofDays(3), null, null),
                null,
                Map.of());
    }

    private static FeatureEncoder encoder(
            EntityKind entity, List<FeatureSpec> entityFeatures, List<FeatureSpec> context) {
        Map<String, Tensor> tables = Map.of(
                "items", new Tensor(new int[] {3, 2}, new float[] {1, 2, 10, 20, 100, 200}),
                "members", new Tensor(new int[] {3, 1}, new float[] {7, 8, 9}));
        return new FeatureEncoder(new Snapshot(
                manifest(entity, Loss.LOGISTIC, entityFeatures, context),
                tables,
                Map.of("ids", List.of("<unknown>", "a", "b"))));
    }

    private static float[] context(FeatureEncoder encoder, Features features) {
        float[] target = new float[encoder.contextWidth() + 2];
        Arrays.fill(target, -1);
        encoder.encodeContext("a", "b", features, target, 1);
        assertThat(target[0]).isEqualTo(-1);
        assertThat(target[target.length - 1]).isEqualTo(-1);
        return Arrays.copyOfRange(target, 1, target.length - 1);
    }

    private static float[] entity(FeatureEncoder encoder, Features features) {
        float[] target = new float[encoder.entityWidth()];
        Arrays.fill(target, -1);
        encoder.encodeEntity("a", features, target, 0);
        return target;
    }

    @Test
    void featuresStandInManifestOrder() {
        FeatureEncoder encoder = encoder(EntityKind.MEMBER, List.of(PROFILE, MEMBER_ID), List.of(GENRES, ITEM_ID));
        Features features = new Features(Map.of("profile", new float[] {0.5f, 0.25f}), Map.of("genres", List.of("a")));
        assertThat(encoder.entityWidth()).isEqualTo(3);
        assertThat(encoder.contextWidth()).isEqualTo(4);
        assertThat(entity(encoder, features)).containsExactly(0.5f, 0.25f, 8);
        assertThat(context(encoder, features)).containsExactly(10, 20, 100, 200);
    }

    @Test
    void absentAndEmptyFeaturesAreZeros() {
        FeatureEncoder encoder = encoder(EntityKind.MEMBER, List.of(PROFILE), List.of(GENRES));
        assertThat(entity(encoder, Features.NONE)).containsExactly(0, 0);
        assertThat(context(encoder, Features.NONE)).containsExactly(0, 0);
        assertThat(context(encoder, new Features(Map.of(), Map.of("genres", List.of()))))
                .containsExactly(0, 0);
    }

    @Test
    void idsArePooledWithUnknownOnesAsRowZeroAndRepeatedOnesCounted() {
        Features features =
                new Features(Map.of(), Map.of("genres", List.of("a", "x", "y", "b"), "seen", List.of("a", "a", "x")));
        FeatureEncoder encoder = encoder(EntityKind.MEMBER, List.of(), List.of(GENRES, SEEN));
        assertThat(context(encoder, features)).containsExactly(112 / 4f, 224 / 4f, 21, 42);
        assertThat(encoder.rows(SEEN, List.of("b", "x", "<unknown>", "a"))).containsExactly(2, 0, 0, 1);
        assertThat(encoder.contextRows(GENRES, "a", "b", features)).containsExactly(1, 0, 0, 2);
        assertThat(encoder.contextRows(GENRES, "a", "b", Features.NONE)).isEmpty();
    }

    @Test
    void theRecordsOwnIdsAreNotLookedUpInItsMaps() {
        Features misleading = new Features(Map.of(), Map.of("item_id", List.of("x", "x"), "member_id", List.of("x")));
        FeatureEncoder members = encoder(EntityKind.MEMBER, List.of(MEMBER_ID), List.of(ITEM_ID));
        assertThat(entity(members, misleading)).containsExactly(8);
        assertThat(context(members, misleading)).containsExactly(100, 200);
        assertThat(members.entityRows(MEMBER_ID, "a", misleading)).containsExactly(1);
        assertThat(members.contextRows(ITEM_ID, "a", "b", misleading)).containsExactly(2);
    }

    @Test
    void whereItemsAreAdaptedTheMemberIsTheOtherSide() {
        Features map = new Features(Map.of(), Map.of("member_id", List.of("b", "b")));
        FeatureEncoder items = encoder(EntityKind.ITEM, List.of(ITEM_ID, MEMBER_ID), List.of(MEMBER_ID));
        assertThat(entity(items, map))
                .as("member_id is no key of an item: from the map")
                .containsExactly(10, 20, 9);
        assertThat(context(items, map)).as("the record's member").containsExactly(8);
        FeatureEncoder members = encoder(EntityKind.MEMBER, List.of(), List.of(MEMBER_ID));
        assertThat(context(members, map)).as("from the map").containsExactly(9);
    }

    @Test
    void aDenseVectorOfTheWrongWidthIsRefused() {
        FeatureEncoder encoder = encoder(EntityKind.MEMBER, List.of(PROFILE), List.of());
        Features wrong = new Features(Map.of("profile", new float[3]), Map.of());
        assertThatThrownBy(() -> entity(encoder, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dense feature 'profile' must have 2 values, not 3");
    }
}
