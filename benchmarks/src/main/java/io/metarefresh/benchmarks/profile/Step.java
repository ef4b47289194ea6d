package io.metarefresh.benchmarks.profile;

/** What processor time is spent on. */
public enum Step {
    SOURCE("source: Kafka consumer"),
    DECODE("decode"),
    EXCHANGE("exchange by key"),
    STATE("state: support set, RocksDB or heap"),
    ENCODE("encode features"),
    INNER_LOOP("inner loop"),
    SERIALIZE("serialize embeddings"),
    SINK("sink: Kafka producer"),
    CHECKPOINT("checkpoints, RocksDB background"),
    COLLECTION("garbage collection"),
    COMPILATION("JIT compilation"),
    REST("rest: Flink and others");

    private final String title;

    Step(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
