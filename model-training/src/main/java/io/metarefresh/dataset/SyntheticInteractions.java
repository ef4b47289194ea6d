package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Synthetic members for demonstrations and load. A member has a taste in genres that drifts from session to session and a mood of the
 * day, arrives at some time, and does everything soon after, in
 * bursts: sessions of about a dozen interactions, seconds apart. Items are drawn by a Zipf law, more often from what the member
 * likes; whether it likes an item follows from its taste, the item's genres and the item's quality. The columns are those of the MovieLens importer.
 *
 * <p>The same settings give the same data, on JVMs whose {@code Math.exp} and {@code Math.pow} round alike: Java lets them differ in the last bit,
 * which can decide a label or a draw.
 */
public final class SyntheticInteractions {
    private static final String[] GENRES = {
        "action",
        "adventure",
        "animation",
        "comedy",
        "crime",
        "documentary",
        "drama",
        "fantasy",
        "horror",
        "musical",
        "mystery",
        "romance",
        "science",
        "sport",
        "thriller",
        "western"
    };
    private static final String[] COUNTRIES = {"AT", "BR", "CA", "DE", "FR", "IN", "JP", "KE", "NO", "US"};
    private static final double ZIPF_EXPONENT = 0.9;
    private static final double MEAN_SESSION_LENGTH = 12;
    private static final double TASTE_SCALE = 3;
    private static final double DRIFT = 0.3;
    private static final double MOOD = 1.2;
    /** The share of the whole time within which a member does everything. */
    private static final double STAY = 0.15;

    /**
     * What to generate.
     *
     * @param members number of members, at least 1; each has at least one interaction
     * @param events number of interactions, at least {@code members}
     * @param items number of items, at least 1
     * @param seed the same seed gives the same data
     * @param start time of the first possible interaction
     * @param span every session starts within this time
     */
    public record Settings(int members, int events, int items, long seed, Instant start, Duration span) {
        public Settings {
            if (members < 1) {
                throw new IllegalArgumentException("members must be at least 1, not " + members);
            }
            if (events < members) {
                throw new IllegalArgumentException(
                        "events must be at least the " + members + " members, not " + events);
            }
            if (items < 1) {
                throw new IllegalArgumentException("items must be at least 1, not " + items);
            }
            if (span.isNegative() || span.isZero()) {
                throw new IllegalArgumentException("span must be positive, not " + span);
            }
        }
    }

    private record Item(String id, int[] genres, double quality) {
        List<String> genreNames() {
            return Arrays.stream(genres).mapToObj(g -> GENRES[g]).toList();
        }
    }

    private final Settings settings;
    private final SplittableRandom random;
    private final List<Item> items = new ArrayList<>();
    private final double[] popularity;
    private final List<LoggedRating> events = new ArrayList<>();

    private SyntheticInteractions(Settings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.popularity = new double[settings.items()];
    }

    /** The data set of those settings. */
    public static Dataset generate(Settings settings) {
        return new SyntheticInteractions(settings).generate();
    }

    private Dataset generate() {
        createItems();
        int[] counts = eventsPerMember();
        Map<String, Features> profiles = new HashMap<>();
        for (int m = 0; m < counts.length; m++) {
            String memberId = String.format(Locale.ROOT, "m%06d", m + 1);
            int home = random.nextInt(GENRES.length);
            profiles.put(
                    memberId,
                    new Features(
                            Map.of(), Map.of("country", List.of(COUNTRIES[home * COUNTRIES.length / GENRES.length]))));
            live(memberId, home, counts[m]);
        }
        Map<String, List<String>> genres = new HashMap<>();
        items.forEach(item -> genres.put(item.id(), item.genreNames()));
        return LoggedRating.toDataset(events, genres, profiles);
    }

    private void createItems() {
        double total = 0;
        for (int i = 0; i < settings.items(); i++) {
            int[] genres = random.ints(1 + random.nextInt(3), 0, GENRES.length)
                    .distinct()
                    .toArray();
            items.add(new Item(String.format(Locale.ROOT, "i%05d", i + 1), genres, 0.8 * gaussian()));
            total += Math.pow(i + 1, -ZIPF_EXPONENT);
            popularity[i] = total;
        }
    }

    /** At least one each; the rest falls to members by a heavy-tailed activity. */
    private int[] eventsPerMember() {
        int[] counts = new int[settings.members()];
        Arrays.fill(counts, 1);
        double[] activity = new double[counts.length];
        double total = 0;
        for (int m = 0; m < counts.length; m++) {
            total += Math.exp(gaussian());
            activity[m] = total;
        }
        for (int i = counts.length; i < settings.events(); i++) {
            counts[draw(activity)]++;
        }
        return counts;
    }

    /** All sessions of one member: its taste drifts between them. */
    private void live(String memberId, int home, int count) {
        double[] taste = new double[GENRES.length];
        for (int g = 0; g < taste.length; g++) {
            taste[g] = TASTE_SCALE * gaussian();
        }
        taste[home] += TASTE_SCALE;
        long span = settings.span().toMillis();
        int sessions = 1 + (int) (count / MEAN_SESSION_LENGTH);
        // Somebody who arrives does everything soon: most of whom one meets are new.
        long arrival = random.nextLong(span);
        long stay = Math.max(1, Math.min(span - arrival, (long) (STAY * span)));
        long[] starts = random.longs(sessions, arrival, arrival + stay).sorted().toArray();
        int done = 0;
        for (int s = 0; s < sessions; s++) {
            int until = s == sessions - 1 ? count : (int) ((long) count * (s + 1) / sessions);
            long time = settings.start().toEpochMilli() + starts[s];
            double mood = MOOD * gaussian();
            for (; done < until; done++) {
                Item item = choose(taste);
                double liking = affinity(taste, item) + item.quality() + mood;
                float label = random.nextDouble() < 1 / (1 + Math.exp(-liking)) ? 1 : 0;
                events.add(new LoggedRating(memberId, item.id(), time, label));
                time += 2_000 + random.nextLong(40_000);
            }
            for (int g = 0; g < taste.length; g++) {
                taste[g] = (1 - DRIFT) * taste[g] + DRIFT * TASTE_SCALE * 1.5 * gaussian();
            }
        }
    }

    /** Of three popular candidates the one that the member would like best, mostly. */
    private Item choose(double[] taste) {
        Item best = items.get(draw(popularity));
        for (int i = 0; i < 2; i++) {
            Item other = items.get(draw(popularity));
            if (affinity(taste, other) > affinity(taste, best) && random.nextDouble() < 0.3) {
                best = other;
            }
        }
        return best;
    }

    private static double affinity(double[] taste, Item item) {
        double sum = 0;
        for (int genre : item.genres()) {
            sum += taste[genre];
        }
        return sum / Math.sqrt(item.genres().length);
    }

    /** An index drawn with the weights whose running sums are given. */
    private int draw(double[] runningSums) {
        int found = Arrays.binarySearch(runningSums, random.nextDouble() * runningSums[runningSums.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, runningSums.length - 1);
    }

    private double gaussian() {
        return random.nextGaussian();
    }
}
