package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Interaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticInteractionsTest {
    @Test
    void givesEveryMemberInteractionsAndAllThatWereAskedFor() {
        Dataset data = generate(50, 1000, 7);

        assertThat(data.interactions()).hasSize(1000);
        assertThat(data.interactions().stream().map(Interaction::memberId).distinct())
                .hasSize(50);
        assertThat(data.profiles().memberIds()).hasSize(50);
        assertThat(data.interactions())
                .isSortedAccordingTo(java.util.Comparator.comparingLong(Interaction::eventTimeMillis));
        assertThat(data.interactions().stream()
                        .mapToDouble(Interaction::label)
                        .average()
                        .orElseThrow())
                .isBetween(0.3, 0.8);
    }

    @Test
    void idsAreTheSameWhereverTheyAreMade() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(String.format("%d", 1))
                    .as("this locale has digits of its own")
                    .isNotEqualTo("1");
            assertThat(generate(2, 20, 7).interactions())
                    .allSatisfy(one -> assertThat(one.memberId() + one.itemId()).matches("m[0-9]{6}i[0-9]{5}"));
            assertThat(InteractionFile.eventId(7)).isEqualTo("000000000007");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void popularItemsAreMuchMoreFrequent() {
        Map<String, Long> counts = generate(50, 5000, 7).interactions().stream()
                .collect(Collectors.groupingBy(Interaction::itemId, Collectors.counting()));
        List<Long> descending = counts.values().stream()
                .sorted(java.util.Comparator.reverseOrder())
                .toList();

        assertThat(descending.get(0)).isGreaterThan(20 * descending.get(descending.size() - 1));
    }

    @Test
    void aMemberActsInBursts() {
        Map<String, List<Interaction>> histories =
                generate(20, 2000, 7).interactions().stream().collect(Collectors.groupingBy(Interaction::memberId));
        long near = 0;
        long far = 0;
        for (List<Interaction> history : histories.values()) {
            for (int i = 1; i < history.size(); i++) {
                long gap = history.get(i).eventTimeMillis() - history.get(i - 1).eventTimeMillis();
                if (gap < Duration.ofMinutes(2).toMillis()) {
                    near++;
                } else if (gap > Duration.ofHours(1).toMillis()) {
                    far++;
                }
            }
        }

        assertThat(near).isGreaterThan(1500);
        assertThat(far).isGreaterThan(50);
    }

    @Test
    void theSameSeedGivesTheSameFile(@TempDir Path directory) throws Exception {
        InteractionFile.write(directory.resolve("a.csv"), generate(10, 100, 7));
        InteractionFile.write(directory.resolve("b.csv"), generate(10, 100, 7));
        InteractionFile.write(directory.resolve("c.csv"), generate(10, 100, 8));

        assertThat(directory.resolve("a.csv")).hasSameTextualContentAs(directory.resolve("b.csv"));
        Function<String, byte[]> bytes = name -> {
            try {
                return java.nio.file.Files.readAllBytes(directory.resolve(name));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
        assertThat(bytes.apply("c.csv")).isNotEqualTo(bytes.apply("a.csv"));
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> generate(10, 5, 7)).hasMessage("events must be at least the 10 members, not 5");
    }

    private static Dataset generate(int members, int events, long seed) {
        return SyntheticInteractions.generate(new SyntheticInteractions.Settings(
                members, events, 200, seed, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30)));
    }
}
