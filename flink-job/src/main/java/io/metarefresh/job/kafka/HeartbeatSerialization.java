package io.metarefresh.job.kafka;

import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.OperatorChain;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.JobHeartbeat;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Heartbeats as records, keyed by job, chain and subtask; the broker writes the time. */
final class HeartbeatSerialization extends AvroSerialization<Heartbeat, JobHeartbeat> {
    private static final long serialVersionUID = 1L;

    private final String jobName;
    private final String embeddingsTopic;
    private final Duration interval;

    HeartbeatSerialization(String topic, int schemaId, String jobName, String embeddingsTopic, Duration interval) {
        super(topic, schemaId, JobHeartbeat.class);
        this.jobName = jobName;
        this.embeddingsTopic = embeddingsTopic;
        this.interval = interval;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Heartbeat heartbeat, KafkaSinkContext context, Long timestamp) {
        Long newest = heartbeat.newestAsOfMillis();
        JobHeartbeat value = new JobHeartbeat(
                jobName,
                heartbeat.subtask(),
                heartbeat.parallelism(),
                heartbeat.chain().text(),
                embeddingsTopic,
                interval.toMillis(),
                heartbeat.modelName(),
                heartbeat.modelVersion(),
                newest == null ? null : Instant.ofEpochMilli(newest),
                heartbeat.counts(),
                heartbeat.ended());
        return record(EntityKey.encode(key(heartbeat)), value);
    }

    private String key(Heartbeat heartbeat) {
        String chain = heartbeat.chain() == OperatorChain.EMBEDDINGS
                ? ""
                : heartbeat.chain().text() + "/";
        return jobName + "/" + chain + heartbeat.subtask();
    }
}
