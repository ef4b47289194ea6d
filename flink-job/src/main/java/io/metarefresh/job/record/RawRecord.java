package io.metarefresh.job.record;

/**
 * A Kafka record as it was read, undecoded. The arrays are not copied and must not be modified.
 *
 * @param topic where it was read
 * @param partition of the topic
 * @param offset in the partition
 * @param timestampMillis the record's Kafka timestamp, negative when it has none
 * @param key the key's bytes; null when the record has none
 * @param value the value's bytes; null for a tombstone
 */
public record RawRecord(String topic, int partition, long offset, long timestampMillis, byte[] key, byte[] value) {

    /** Bytes of key and value together. */
    public long size() {
        return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    }
}
