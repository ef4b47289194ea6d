package io.metarefresh.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.TestingJobConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class ForgettingChecksTest {
    private static final Duration SEGMENT = Duration.ofHours(6);

    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private static Config interactions(Duration retention) {
        return new Config(List.of(
                new ConfigEntry("retention.ms", Long.toString(retention.toMillis())),
                new ConfigEntry("segment.ms", Long.toString(SEGMENT.toMillis()))));
    }

    private static Config profiles(String cleanupPolicy, Duration deleteRetention) {
        return new Config(List.of(
                new ConfigEntry("cleanup.policy", cleanupPolicy),
                new ConfigEntry("delete.retention.ms", Long.toString(deleteRetention.toMillis()))));
    }

    private ForgettingChecks checks() throws ConfigException {
        return new ForgettingChecks(
                TestingJobConfig.of("member.forget-retention", "30 d"), problems::add, warnings::add);
    }

    @Test
    void nullValuesThatGoBeforeTheInteractionsAreRefused() throws ConfigException {
        checks().nullValues(interactions(Duration.ofDays(30)), profiles("compact", Duration.ofDays(7)));
        assertThat(problems)
                .containsExactly("topics.profiles: topic 'member-profiles' keeps null values for PT168H"
                        + " (delete.retention.ms), topic 'interactions' keeps interactions for PT720H (retention.ms):"
                        + " a replay after that brings back what was forgotten");
        assertThat(warnings).isEmpty();
    }

    @Test
    void theLastSegmentOfTheInteractionsIsWarnedOf() throws ConfigException {
        checks().nullValues(interactions(Duration.ofDays(7)), profiles("compact,delete", Duration.ofDays(7)));
        assertThat(problems).isEmpty();
        assertThat(warnings).singleElement().asString().contains("up to PT6H longer (segment.ms)");
    }

    @Test
    void nullValuesThatOutliveTheInteractionsAreFine() throws ConfigException {
        Config week = interactions(Duration.ofDays(7));
        checks().nullValues(week, profiles("compact", Duration.ofDays(7).plus(SEGMENT)));
        checks().nullValues(week, profiles("delete", Duration.ofDays(1)));
        checks().marker(week);
        assertThat(problems).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aMarkerThatGoesBeforeTheInteractionsIsRefused() throws ConfigException {
        checks().marker(interactions(Duration.ofDays(31)));
        assertThat(problems).singleElement().asString().startsWith("member.forget-retention: 'PT720H' is shorter");
        checks().marker(interactions(Duration.ofMillis(-1)));
        assertThat(warnings).singleElement().asString().contains("for ever");
    }
}
