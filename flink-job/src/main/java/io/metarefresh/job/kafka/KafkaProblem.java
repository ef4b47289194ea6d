package io.metarefresh.job.kafka;

import org.apache.kafka.common.KafkaException;

/** What Kafka's own clients throw, as one line for people. */
final class KafkaProblem {
    private KafkaProblem() {}

    /** The innermost cause: the others say only that a client could not be made, or that what was asked failed. */
    static String of(KafkaException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
