package io.metarefresh.cli.deadletters;

/** Where a refused record was read: the identity of a dead letter, also where a restarted job wrote it twice. */
public record RecordCoordinates(String topic, int partition, long offset) {

    /** {@code interactions-3@17}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
