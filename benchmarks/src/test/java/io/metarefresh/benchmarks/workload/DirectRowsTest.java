package io.metarefresh.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.job.record.EntityInteraction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectRowsTest {
    private final DirectRows rows = new DirectRows(1000, 8);

    @Test
    void fillingGivesEveryMemberItsRows() {
        Map<String, Set<String>> idsByMember = new HashMap<>();
        for (long number = 0; number < rows.fillRows(); number++) {
            EntityInteraction row = rows.interaction(number);
            idsByMember
                    .computeIfAbsent(row.entityId(), id -> new HashSet<>())
                    .add(row.row().eventId());
        }

        assertThat(idsByMember).hasSize(1000);
        assertThat(idsByMember.values()).allSatisfy(ids -> assertThat(ids).hasSize(8));
    }

    @Test
    void refreshingVisitsEveryMemberOnceBeforeAnyAgainAndWithNewerEvents() {
        long newestOfFilling = rows.interaction(rows.fillRows() - 1).row().eventTimeMillis();
        Set<String> members = new HashSet<>();
        for (long number = rows.fillRows(); number < rows.fillRows() + 1000; number++) {
            EntityInteraction row = rows.interaction(number);
            assertThat(row.row().eventTimeMillis()).isGreaterThan(newestOfFilling);
            members.add(row.entityId());
        }

        assertThat(members).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 10_000, 100_000})
    void refreshingVisitsMembersWithoutPattern(int count) {
        DirectRows of = new DirectRows(count, 8);
        int[] visited = new int[count];
        for (int n = 0; n < count; n++) {
            visited[n] = memberNumber(of.interaction(of.fillRows() + n));
        }

        assertThat(Arrays.stream(visited).distinct().count()).isEqualTo(count);
        // As far apart as random ones are: a third of all, and its standard error.
        double meanDistance = IntStream.range(1, count)
                .map(n -> Math.abs(visited[n] - visited[n - 1]))
                .average()
                .orElseThrow();
        assertThat(meanDistance).isCloseTo(count / 3.0, within(count / Math.sqrt(count)));
        long ascending = IntStream.range(1, count)
                .filter(n -> visited[n] > visited[n - 1])
                .count();
        assertThat((double) ascending).isCloseTo(count / 2.0, within(3 * Math.sqrt(count)));
    }

    private static int memberNumber(EntityInteraction row) {
        return Integer.parseInt(row.entityId().replaceAll("[^0-9]", ""));
    }

    @Test
    void rawContentIsWhatTheFieldsHold() {
        long row = 12 + "i1000".length() + 8 + 12 + "context".length() + 64 * 4;
        long profile = 8 + "profile".length() + 32 * 4;

        // Item ids have five or six characters by number.
        assertThat(rows.rawBytesPerMember()).isBetween(8 + 8 * row + profile, 8 + 8 * (row + 1) + profile);
    }
}
