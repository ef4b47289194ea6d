package io.metarefresh.job.decode;

import static io.metarefresh.job.decode.TestingDecoding.SKEW;
import static io.metarefresh.job.decode.TestingDecoding.WRITTEN;
import static io.metarefresh.job.decode.TestingDecoding.assertRejected;
import static io.metarefresh.job.decode.TestingDecoding.encode;
import static io.metarefresh.job.decode.TestingDecoding.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.snapshot.EntityKind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** CLOCK: nothing may claim to be from the future, or from before there were clocks to log it. */
class ClockTest {
    private static Decoded<?> event(long timeMillis) {
        return TestingDecoding.interactions(EntityKind.MEMBER)
                .decode(raw(TestingEvents.interaction("e", "m", timeMillis)));
    }

    private static Decoded<?> profile(long updatedAtMillis, Long forgetBeforeMillis) {
        EntityProfile profile = TestingEvents.avro("m", TestingEvents.profile(1f, 2f), updatedAtMillis);
        profile.setForgetBefore(forgetBeforeMillis == null ? null : Instant.ofEpochMilli(forgetBeforeMillis));
        return TestingDecoding.profiles().decode(raw("m", encode(profile)));
    }

    @Test
    void anEventMayLieAheadByTheSkewAndNoMore() {
        long latest = WRITTEN + SKEW.toMillis();
        assertThat(event(latest)).isInstanceOf(Decoded.Accepted.class);
        assertRejected(event(latest + 1), DeadLetterCause.CLOCK, "event_time", "PT5M");
        assertRejected(event(Long.MAX_VALUE / 1_000_000), DeadLetterCause.CLOCK);
    }

    @Test
    void timesThatOverflowEverythingAreRefusedToo() {
        InteractionEvent event = TestingEvents.avro(TestingEvents.interaction("e", "m", 0));
        event.setEventTime(Instant.ofEpochMilli(Long.MAX_VALUE));
        assertRejected(
                TestingDecoding.interactions(EntityKind.MEMBER).decode(raw("m", encode(event))), DeadLetterCause.CLOCK);
    }

    @Test
    void aProfileAndItsForgettingAreBoundToo() {
        assertThat(profile(WRITTEN, null)).isInstanceOf(Decoded.Accepted.class);
        assertRejected(profile(WRITTEN + SKEW.toMillis() + 1, null), DeadLetterCause.CLOCK, "updated_at");
        assertRejected(profile(WRITTEN, WRITTEN + SKEW.toMillis() + 1), DeadLetterCause.CLOCK, "forget_before");
    }

    @Test
    void aTimeBefore1970IsNoTime() {
        assertThat(event(0)).isInstanceOf(Decoded.Accepted.class);
        assertRejected(event(-1), DeadLetterCause.CLOCK, "event_time", "1970");
        // What Flink writes where there is no timestamp, and what the keyed state calls never.
        assertRejected(event(Long.MIN_VALUE), DeadLetterCause.CLOCK, "event_time");
        assertThat(profile(0, 0L)).isInstanceOf(Decoded.Accepted.class);
        assertRejected(profile(-1, null), DeadLetterCause.CLOCK, "updated_at");
        assertRejected(profile(WRITTEN, Long.MIN_VALUE), DeadLetterCause.CLOCK, "forget_before");
    }

    @Test
    void aRecordWithoutKafkaTimestampCannotBeCompared() {
        RawRecord written = raw(TestingEvents.interaction("e", "m", 5));
        RawRecord untimed = new RawRecord("topic", 0, 0, -1, written.key(), written.value());
        assertRejected(TestingDecoding.interactions(EntityKind.MEMBER).decode(untimed), DeadLetterCause.CLOCK);
        RawRecord forgetting = new RawRecord("topic", 0, 0, -1, written.key(), null);
        assertRejected(TestingDecoding.profiles().decode(forgetting), DeadLetterCause.CLOCK);
    }
}
