package io.metarefresh.job.kafka;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.decode.AnnouncementDecoding;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.text.InnermostCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;

/**
 * What the snapshots topic held when the job started.
 *
 * @param announcements the last one of every key, withdrawn ones left out, in the order of offsets
 * @param endOffset of the topic: everything before it was looked at
 */
public record AnnouncedSnapshots(List<Announcement> announcements, long endOffset) {

    /**
     * Reads the topic to its end.
     *
     * @param warnings told in one line of each record that is no announcement
     * @throws ConfigException when the topic cannot be read
     */
    public static AnnouncedSnapshots read(JobConfig config, SchemaRegistry registry, Consumer<String> warnings)
            throws ConfigException {
        AnnouncementTopic.Contents contents = contents(config);
        AnnouncementDecoding decoding = new AnnouncementDecoding(
                new RecordDecoder<>(SnapshotActivation.class, registry), config.get(Options.MAX_RECORD_BYTES));
        List<Announcement> announcements = new ArrayList<>();
        for (RawRecord record : contents.records()) {
            decoding.decode(record)
                    .acceptedOrRefused(
                            announcements::add,
                            refused -> warnings.accept(record.topic() + " at offset " + record.offset()
                                    + " is no activation: " + refused.cause() + ": " + refused.message()));
        }
        return new AnnouncedSnapshots(announcements, contents.endOffset());
    }

    private static AnnouncementTopic.Contents contents(JobConfig config) throws ConfigException {
        Map<String, String> client = new HashMap<>(config.kafkaClient());
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
        try {
            return new AnnouncementTopic(client, config.get(Options.SNAPSHOTS_TOPIC)).read();
        } catch (KafkaException e) {
            throw new ConfigException(List.of(Options.SNAPSHOTS_TOPIC.key() + ": " + InnermostCause.of(e)));
        }
    }
}
