package io.metarefresh.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.EntityInteraction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

    @Test
    void rawContentIsWhatTheFieldsHold() {
        long row = 12 + "i1000".length() + 8 + 12 + "context".length() + 64 * 4;
        long profile = 8 + "profile".length() + 32 * 4;

        // Item ids have five or six characters by number.
        assertThat(rows.rawBytesPerMember()).isBetween(8 + 8 * row + profile, 8 + 8 * (row + 1) + profile);
    }
}
