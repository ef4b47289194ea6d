package io.metarefresh.cli.deadletters;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of the dead-letter topic that the job did not write. */
final class MalformedDeadLetterException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedDeadLetterException(ConsumerRecord<byte[], byte[]> record, String why) {
        super(record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + why);
    }
}
