package io.metarefresh.job.decode;

import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.snapshot.EntityKind;
import java.io.Serializable;
import java.time.Duration;

/**
 * What is accepted beyond the snapshot's contract.
 *
 * @param entity whose embeddings are refreshed
 * @param maxRecordBytes bound of key and value together
 * @param maxClockSkew how far a record's own time may lie after its Kafka timestamp
 * @param deadLetters how many records may be refused
 * @param maxRate interactions read per second by all readers together; null for no limit
 */
public record DecodeRules(
        EntityKind entity, int maxRecordBytes, Duration maxClockSkew, DeadLetterLimit deadLetters, Integer maxRate)
        implements Serializable {
    public static DecodeRules of(JobConfig config) {
        return new DecodeRules(
                config.get(Options.ENTITY),
                config.get(Options.MAX_RECORD_BYTES),
                config.get(Options.MAX_CLOCK_SKEW),
                new DeadLetterLimit(config.get(Options.MAX_DEAD_LETTER_RATIO), config.get(Options.DEAD_LETTER_WINDOW)),
                config.find(Options.MAX_RATE).orElse(null));
    }
}
