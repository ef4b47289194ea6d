package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a feature store knows of a member and an item just before an interaction: running means, counts, residuals, the last labels, the
 * member's affinity to the item's categories, gaps of time. Each is computed from earlier events alone, in the order of the data set
 * (time, then row), and costs a few additions an event, so that a recommender can log the same.
 *
 * <p>smooth(mean, prior, strength) = (sum + strength · prior) / (count + strength). A mean that keeps k counts each older value k times the
 * one after it. The features are dense context features by name; {@link Group} lists the columns of each.
 */
public final class OnlineFeatures {
    private static final double MEAN_BEFORE_ANY_EVENT = 0.5;
    private static final double PRIOR_COUNT = 5;
    private static final long SESSION_GAP_MILLIS = 30 * 60 * 1000L;
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double MILLIS_PER_HOUR = 3_600_000;
    private static final long HOURS_PER_DAY = 24;
    /** Stands for a time that has not passed yet: the member has no event before. */
    private static final float NONE_BEFORE = -1;

    /** The features by the name under which they are logged, with their columns in order. */
    public enum Group {
        /**
         * Level of the member: smooth(its labels, global mean, 5); ln(1 + its events); the mean of all labels so far; the first plus the
         * item's smoothed mean; smooth(label − item's mean at the time, 0, 5); the same with old values kept by 0.9, strength 2.
         */
        MEMBER_STATISTICS("member_statistics", 6),
        /**
         * The member's last three labels, newest first, 0.5 where there is none; then its labels kept by 1 − 1/3, 1 − 1/10 and 1 − 1/30,
         * smoothed to its mean with strengths 1, 2 and 3.
         */
        RECENT_LABELS("recent_labels", 6),
        /**
         * Over the item's categories, the mean of smooth(member's labels in it, member's mean, 3) − member's mean; ln(1 + the mean number
         * of the member's events in them).
         */
        CATEGORY_AFFINITY("category_affinity", 2),
        /** smooth(item's labels − member's mean at the time, 0, 5); smooth(item's labels kept by 0.95, item's mean, 3) − item's mean. */
        ITEM_TREND("item_trend", 2),
        /**
         * ln(1 + seconds since the member's last event); ln(1 + hours since its first one); both −1 where there is none; ln(1 + its events
         * in this session, which ends with 30 minutes of silence); hour of the day in UTC.
         */
        MEMBER_TIME("member_time", 4);

        private final String feature;
        private final int width;

        Group(String feature, int width) {
            this.feature = feature;
            this.width = width;
        }

        /** Name of the dense context feature. */
        public String feature() {
            return feature;
        }

        /** Numbers in it. */
        public int width() {
            return width;
        }
    }

    /** A running mean in which each older value counts {@code keep} times the one after it. */
    private static final class Mean {
        private final double keep;
        private double sum;
        private double count;

        Mean(double keep) {
            this.keep = keep;
        }

        void add(double value) {
            sum = sum * keep + value;
            count = count * keep + 1;
        }

        double smooth(double prior, double strength) {
            return (sum + strength * prior) / (count + strength);
        }
    }

    private static final class Member {
        private final Mean labels = new Mean(1);
        private final Mean residuals = new Mean(1);
        private final Mean recentResiduals = new Mean(0.9);
        private final Mean last3 = new Mean(1 - 1 / 3.0);
        private final Mean last10 = new Mean(1 - 1 / 10.0);
        private final Mean last30 = new Mean(1 - 1 / 30.0);
        private final Map<String, Mean> categories = new HashMap<>();
        private final float[] lastLabels = {0.5f, 0.5f, 0.5f};
        private final long firstMillis;
        private long lastMillis;
        private long eventsOfSession;

        Member(long firstMillis) {
            this.firstMillis = firstMillis;
            this.lastMillis = firstMillis;
        }

        List<Mean> categories(List<String> names) {
            return names.stream()
                    .map(name -> categories.computeIfAbsent(name, n -> new Mean(1)))
                    .toList();
        }
    }

    private static final class Item {
        private final Mean labels = new Mean(1);
        private final Mean residuals = new Mean(1);
        private final Mean recentLabels = new Mean(0.95);
    }

    private final Map<String, Member> members = new HashMap<>();
    private final Map<String, Item> items = new HashMap<>();
    private final Mean all = new Mean(1);

    /** The data set with the features of every event beside those it has. Its events must be in the order of their times. */
    public static Dataset log(Dataset data) {
        OnlineFeatures features = new OnlineFeatures();
        List<Interaction> logged = new ArrayList<>(data.interactions().size());
        for (Interaction event : data.interactions()) {
            Map<String, float[]> dense = new HashMap<>(event.context().dense());
            dense.putAll(features.logThenAdd(event));
            logged.add(new Interaction(
                    event.eventId(),
                    event.eventVersion(),
                    event.memberId(),
                    event.itemId(),
                    event.eventTimeMillis(),
                    event.label(),
                    event.weight(),
                    new Features(dense, event.context().ids())));
        }
        return new Dataset(logged, data.profiles());
    }

    /**
     * What is known before the event, by feature name; then the event is counted. The item's categories are all ids that its context lists.
     */
    public Map<String, float[]> logThenAdd(Interaction event) {
        long now = event.eventTimeMillis();
        boolean isNew = !members.containsKey(event.memberId());
        Member member = members.computeIfAbsent(event.memberId(), id -> new Member(now));
        Item item = items.computeIfAbsent(event.itemId(), id -> new Item());
        List<String> names = event.context().ids().values().stream()
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
        List<Mean> categories = member.categories(names);
        double globalMean = all.count == 0 ? MEAN_BEFORE_ANY_EVENT : all.sum / all.count;
        double memberMean = member.labels.smooth(globalMean, PRIOR_COUNT);
        double itemMean = item.labels.smooth(globalMean, PRIOR_COUNT);
        if (now - member.lastMillis > SESSION_GAP_MILLIS) {
            member.eventsOfSession = 0;
        }
        Map<String, float[]> logged = Map.of(
                Group.MEMBER_STATISTICS.feature(),
                floats(
                        memberMean,
                        Math.log1p(member.labels.count),
                        globalMean,
                        memberMean + itemMean,
                        member.residuals.smooth(0, PRIOR_COUNT),
                        member.recentResiduals.smooth(0, 2)),
                Group.RECENT_LABELS.feature(),
                floats(
                        member.lastLabels[0],
                        member.lastLabels[1],
                        member.lastLabels[2],
                        member.last3.smooth(memberMean, 1),
                        member.last10.smooth(memberMean, 2),
                        member.last30.smooth(memberMean, 3)),
                Group.CATEGORY_AFFINITY.feature(),
                floats(
                        categories.stream()
                                .mapToDouble(c -> c.smooth(memberMean, 3) - memberMean)
                                .average()
                                .orElse(0),
                        Math.log1p(categories.stream()
                                .mapToDouble(c -> c.count)
                                .average()
                                .orElse(0))),
                Group.ITEM_TREND.feature(),
                floats(item.residuals.smooth(0, PRIOR_COUNT), item.recentLabels.smooth(itemMean, 3) - itemMean),
                Group.MEMBER_TIME.feature(),
                floats(
                        isNew ? NONE_BEFORE : Math.log1p((now - member.lastMillis) / MILLIS_PER_SECOND),
                        isNew ? NONE_BEFORE : Math.log1p((now - member.firstMillis) / MILLIS_PER_HOUR),
                        Math.log1p(member.eventsOfSession),
                        Math.floorMod(Math.floorDiv(now, (long) MILLIS_PER_HOUR), HOURS_PER_DAY)));
        add(event.label(), member, item, categories, memberMean, itemMean);
        member.lastMillis = now;
        return logged;
    }

    private void add(float label, Member member, Item item, List<Mean> categories, double memberMean, double itemMean) {
        all.add(label);
        member.labels.add(label);
        member.last3.add(label);
        member.last10.add(label);
        member.last30.add(label);
        categories.forEach(c -> c.add(label));
        item.labels.add(label);
        item.recentLabels.add(label);
        member.residuals.add(label - itemMean);
        member.recentResiduals.add(label - itemMean);
        item.residuals.add(label - memberMean);
        System.arraycopy(member.lastLabels, 0, member.lastLabels, 1, member.lastLabels.length - 1);
        member.lastLabels[0] = label;
        member.eventsOfSession++;
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
