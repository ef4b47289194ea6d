package io.metarefresh.cli.deadletters;

import io.metarefresh.cli.CommandException;
import io.metarefresh.schemas.DeadLetterHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back into the topics that they were refused in. Each goes in one Kafka transaction with a mark in the dead-letter
 * topic, so that a run that dies has put back and marked the same letters, and the next one goes on behind them. A second run at the same
 * time takes the transactional id over and ends the first.
 *
 * <p>Decision: {@code docs/decisions/0070-marks-of-replay-in-the-dead-letter-topic.md}.
 */
public final class DeadLetterReplay implements AutoCloseable {
    private static final int TRANSACTION_LETTERS = 500;
    /** The topic's own bound decides, not the producer's. */
    private static final int MAX_REQUEST_BYTES = 32 * 1024 * 1024 - 1024;

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(1);

    private final String deadLettersTopic;
    private final Clock clock;
    private final Producer<byte[], byte[]> producer;
    private int open;
    private Future<RecordMetadata> lastSent;

    /**
     * Aborts what an earlier run left open. Open this before the topic is read: no other run adds marks any more. Those that are there are
     * all read only where no transaction of anybody else is open before them.
     *
     * @param kafka settings of Kafka's producer
     * @param clock what the marks say
     */
    public DeadLetterReplay(Map<String, String> kafka, String deadLettersTopic, Clock clock) throws CommandException {
        this.deadLettersTopic = deadLettersTopic;
        this.clock = clock;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, deadLettersTopic + "-replay");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new CommandException("transactional id '" + deadLettersTopic + "-replay': " + e.getMessage(), e);
        }
    }

    /**
     * Puts one letter back.
     *
     * @param key the original one, or a repaired one
     * @param value the original one, or a repaired one
     */
    public void put(DeadLetter letter, byte[] key, byte[] value) throws CommandException {
        RecordCoordinates at = letter.coordinates();
        // Where the key is repaired, its partition is another one.
        Integer partition = key == letter.key() ? Integer.valueOf(at.partition()) : null;
        List<Header> from = List.of(DeadLetterHeaders.header(DeadLetterHeaders.REPLAYED_FROM, at));
        List<Header> mark = List.of(
                DeadLetterHeaders.header(DeadLetterHeaders.TOPIC, at.topic()),
                DeadLetterHeaders.header(DeadLetterHeaders.PARTITION, at.partition()),
                DeadLetterHeaders.header(DeadLetterHeaders.OFFSET, at.offset()),
                DeadLetterHeaders.header(DeadLetterHeaders.REPLAYED_AT, clock.millis()));
        try {
            if (open == 0) {
                producer.beginTransaction();
            }
            lastSent = producer.send(new ProducerRecord<>(at.topic(), partition, key, value, from));
            producer.send(new ProducerRecord<>(deadLettersTopic, null, letter.key(), null, mark));
            open++;
        } catch (KafkaException e) {
            throw failed(e);
        }
        if (open == TRANSACTION_LETTERS) {
            commit();
        }
    }

    /** Makes everything put back so far visible. */
    public void commit() throws CommandException {
        if (open == 0) {
            return;
        }
        try {
            lastSent.get();
            producer.commitTransaction();
            open = 0;
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (KafkaException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted; the last " + open + " letters were not put back", e);
        }
    }

    private CommandException failed(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String what = Optional.of(e)
                .filter(x -> x instanceof ProducerFencedException || cause instanceof ProducerFencedException)
                .map(x -> "another replay of topic '" + deadLettersTopic + "' has started and takes over")
                .orElse(
                        cause instanceof RecordTooLargeException
                                ? "a dead letter is larger than its topic allows, leave its cause out or repair it: "
                                        + cause.getMessage()
                                : String.valueOf(cause.getMessage()));
        return new CommandException(what + "; the last " + open + " letters were not put back", e);
    }

    /** What was not committed is aborted. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
