package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.OnlineFeatures.Group;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OnlineFeaturesTest {
    private static final Offset<Float> CLOSE = within(1e-6f);
    private static final long HOUR = 3_600_000;

    private static Interaction event(int number, String member, String item, long time, float label, String... genres) {
        return new Interaction(
                "e" + number,
                0,
                member,
                item,
                time,
                label,
                1,
                new Features(Map.of("given", new float[] {7}), Map.of("genres", List.of(genres))));
    }

    /** Three events of one member an hour apart, one of another in between; everything below is worked out by hand. */
    private static List<Interaction> events() {
        return List.of(
                event(1, "a", "x", 10 * HOUR, 1, "war", "drama"),
                event(2, "b", "x", 10 * HOUR + 60_000, 0, "war", "drama"),
                event(3, "a", "y", 11 * HOUR, 0, "war"),
                event(4, "a", "x", 11 * HOUR + 60_000, 1, "war", "drama"));
    }

    private static float[] logged(int event, Group group) {
        return OnlineFeatures.log(new Dataset(events(), Map.of()))
                .interactions()
                .get(event - 1)
                .context()
                .dense()
                .get(group.feature());
    }

    @Test
    void beforeAnyEventNothingIsKnown() {
        assertThat(logged(1, Group.MEMBER_STATISTICS)).containsExactly(0.5f, 0, 0.5f, 1, 0, 0);
        assertThat(logged(1, Group.RECENT_LABELS)).containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f);
        assertThat(logged(1, Group.CATEGORY_AFFINITY)).containsExactly(0, 0);
        assertThat(logged(1, Group.ITEM_TREND)).containsExactly(0, 0);
        assertThat(logged(1, Group.MEMBER_TIME)).containsExactly(-1, -1, 0, 10);
    }

    @Test
    void meansAreSmoothedToWhatAllLabelsSoFarSay() {
        // Before event 4: labels 1, 0, 0, of these the member's 1 and 0, the item's 1 and 0.
        double global = 1 / 3.0;
        double member = (1 + 5 * global) / 7;
        double item = (1 + 5 * global) / 7;
        // Residuals against the item's mean then: 1 − 0.5; the item y was new, with two labels so far, 0 − 0.5.
        double residual = (0.5 - 0.5) / 7;
        double recent = (0.5 * 0.9 - 0.5) / (1.9 + 2);
        assertThat(logged(4, Group.MEMBER_STATISTICS))
                .containsExactly(
                        new float[] {
                            (float) member,
                            (float) Math.log(3),
                            (float) global,
                            (float) (member + item),
                            (float) residual,
                            (float) recent
                        },
                        CLOSE);
        double last3 = (1 * (2 / 3.0) + 0 + 1 * member) / (2 / 3.0 + 1 + 1);
        double last10 = (1 * 0.9 + 2 * member) / (1.9 + 2);
        double last30 = (1 * (29 / 30.0) + 3 * member) / (29 / 30.0 + 1 + 3);
        assertThat(logged(4, Group.RECENT_LABELS))
                .containsExactly(new float[] {0, 1, 0.5f, (float) last3, (float) last10, (float) last30}, CLOSE);
        double war = (1 + 3 * member) / 5 - member;
        double drama = (1 + 3 * member) / 4 - member;
        assertThat(logged(4, Group.CATEGORY_AFFINITY))
                .containsExactly(new float[] {(float) ((war + drama) / 2), (float) Math.log(2.5)}, CLOSE);
        // Of the item: 1 − 0.5 by a new member, then 0 − (5 · 1 / 5) by another new one when all labels so far were 1.
        assertThat(logged(4, Group.ITEM_TREND))
                .containsExactly(
                        new float[] {(float) ((0.5 - 1) / 7), (float) ((0.95 + 3 * item) / (1.95 + 3) - item)}, CLOSE);
        assertThat(logged(4, Group.MEMBER_TIME))
                .containsExactly(
                        new float[] {(float) Math.log(61), (float) Math.log1p(61 / 60.0), (float) Math.log(2), 11},
                        CLOSE);
    }

    @Test
    void halfAnHourOfSilenceEndsASession() {
        assertThat(logged(3, Group.MEMBER_TIME)[2]).isZero();
    }

    @Test
    void nothingOfTheFutureShows() {
        List<Interaction> past = events();
        for (int cut = 1; cut < past.size(); cut++) {
            int from = cut;
            List<Interaction> moved = IntStream.range(0, past.size())
                    .mapToObj(i -> i < from
                            ? past.get(i)
                            : event(
                                    i + 1,
                                    "a",
                                    "z",
                                    past.get(i).eventTimeMillis() + 5 * HOUR,
                                    1 - past.get(i).label(),
                                    "sport"))
                    .toList();
            List<Interaction> before =
                    OnlineFeatures.log(new Dataset(past, Map.of())).interactions();
            List<Interaction> after =
                    OnlineFeatures.log(new Dataset(moved, Map.of())).interactions();
            for (int i = 0; i < cut; i++) {
                for (Group group : Group.values()) {
                    assertThat(after.get(i).context().dense().get(group.feature()))
                            .isEqualTo(before.get(i).context().dense().get(group.feature()));
                }
            }
        }
    }

    /** An event's own label is what is to be predicted. */
    @Test
    void theOwnLabelDoesNotShow() {
        List<Interaction> flipped = events().stream()
                .map(e -> e.eventId().equals("e4") ? event(4, "a", "x", e.eventTimeMillis(), 0, "war", "drama") : e)
                .toList();
        Map<String, float[]> logged = OnlineFeatures.log(new Dataset(flipped, Map.of()))
                .interactions()
                .get(3)
                .context()
                .dense();
        for (Group group : Group.values()) {
            assertThat(logged.get(group.feature())).isEqualTo(logged(4, group)).hasSize(group.width());
        }
    }

    @Test
    void whatWasLoggedBeforeStays() {
        assertThat(OnlineFeatures.log(new Dataset(events(), Map.of()))
                        .interactions()
                        .get(0)
                        .context()
                        .dense()
                        .get("given"))
                .containsExactly(7);
    }
}
