package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import io.metarefresh.snapshot.EntityKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Members' own features as they change: what was known of whom at which moment, so that nobody learns from, or predicts with, what
 * came later. Immutable; features that stay the same are held once.
 */
public final class Profiles {
    public static final Profiles NONE = of(Map.of());

    /** Of features that were known before anything happened. */
    private static final long ALWAYS = Long.MIN_VALUE;

    private final Map<String, Timeline> timelines;

    private Profiles(Map<String, Timeline> timelines) {
        this.timelines = Collections.unmodifiableMap(timelines);
    }

    /** Features that never change, by member id. */
    public static Profiles of(Map<String, Features> byMember) {
        Map<String, Timeline> timelines = new HashMap<>();
        byMember.forEach(
                (id, features) -> timelines.put(id, new Timeline(new long[] {ALWAYS}, new Features[] {features})));
        return new Profiles(timelines);
    }

    /** The features of entities of that kind: these where members are the entities, and none where items are. */
    public Profiles forEntities(EntityKind kind) {
        return switch (kind) {
            case MEMBER -> this;
            case ITEM -> NONE;
        };
    }

    /** What was known of the member before this moment; of what changed in this very moment, what was before. */
    public Features before(String memberId, long timeMillis) {
        return timelines.getOrDefault(memberId, Timeline.EMPTY).find(timeMillis, false);
    }

    /** What was known of the member in this moment, with what changed in it. */
    public Features at(String memberId, long timeMillis) {
        return timelines.getOrDefault(memberId, Timeline.EMPTY).find(timeMillis, true);
    }

    /** What is known of the member in the end. */
    public Features last(String memberId) {
        return at(memberId, Long.MAX_VALUE);
    }

    /** All features that the member ever had, oldest first. */
    public List<Features> all(String memberId) {
        return List.of(timelines.getOrDefault(memberId, Timeline.EMPTY).values);
    }

    /** Members that ever had any features. */
    public Set<String> memberIds() {
        return timelines.keySet();
    }

    /** The same as it was known in this moment, without anything later. */
    public Profiles until(long timeMillis) {
        Map<String, Timeline> earlier = new HashMap<>();
        timelines.forEach((id, timeline) -> {
            int known = timeline.known(timeMillis, true);
            if (known == timeline.values.length) {
                earlier.put(id, timeline);
            } else if (known > 0) {
                earlier.put(id, timeline.first(known));
            }
        });
        return new Profiles(earlier);
    }

    /** Whether both hold the same values under the same names. */
    static boolean same(Features a, Features b) {
        return a == b || (same(a.dense(), b.dense(), Arrays::equals) && same(a.ids(), b.ids(), List::equals));
    }

    private static <V> boolean same(Map<String, V> a, Map<String, V> b, BiPredicate<V, V> equal) {
        return a.size() == b.size()
                && a.entrySet().stream()
                        .allMatch(e -> b.containsKey(e.getKey()) && equal.test(e.getValue(), b.get(e.getKey())));
    }

    /** One member's features: {@code values[i]} came in the moment {@code sinceMillis[i]}, ascending. */
    private record Timeline(long[] sinceMillis, Features[] values) {
        static final Timeline EMPTY = new Timeline(new long[0], new Features[0]);

        Features find(long timeMillis, boolean inclusive) {
            int known = known(timeMillis, inclusive);
            return known == 0 ? Features.NONE : values[known - 1];
        }

        /** How many of the values were known. */
        int known(long timeMillis, boolean inclusive) {
            int low = 0;
            int high = values.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                long since = sinceMillis[middle];
                if (since == ALWAYS || since < timeMillis || (inclusive && since == timeMillis)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        Timeline first(int count) {
            return new Timeline(Arrays.copyOf(sinceMillis, count), Arrays.copyOf(values, count));
        }
    }

    /** Collects what interactions say of those who acted, in the order of time. */
    public static final class Builder {
        private final Map<String, Growing> members = new HashMap<>();

        private static final class Growing {
            private final List<Long> sinceMillis = new ArrayList<>(1);
            private final List<Features> values = new ArrayList<>(1);
        }

        /**
         * Takes the next row.
         *
         * @param features of a member's first row: what was known of it before; of a later one: what is known from then on; none where
         *     nothing has changed
         */
        public void add(String memberId, long timeMillis, Features features) {
            Growing member = members.get(memberId);
            boolean first = member == null;
            if (first) {
                member = new Growing();
                members.put(memberId, member);
            }
            int size = member.values.size();
            if (features.isEmpty() || (size > 0 && same(member.values.get(size - 1), features))) {
                return;
            }
            member.sinceMillis.add(first ? ALWAYS : timeMillis);
            member.values.add(features);
        }

        public Profiles build() {
            Map<String, Timeline> timelines = new HashMap<>();
            members.forEach((id, member) -> {
                if (!member.values.isEmpty()) {
                    timelines.put(
                            id,
                            new Timeline(
                                    member.sinceMillis.stream()
                                            .mapToLong(t -> t)
                                            .toArray(),
                                    member.values.toArray(Features[]::new)));
                }
            });
            return new Profiles(timelines);
        }
    }
}
