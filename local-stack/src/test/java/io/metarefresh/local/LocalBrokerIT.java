package io.metarefresh.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {

    @Test
    void keepsPortAndDataThroughARestartAndRefusesAPortInUse(@TempDir Path directory) throws Exception {
        try (LocalBroker broker = LocalBroker.start(LocalBroker.Settings.in(directory.resolve("a")))) {
            String before = broker.bootstrapServers();
            create(broker, "t");
            send(broker, "one");

            broker.restart();

            assertThat(broker.bootstrapServers()).isEqualTo(before);
            send(broker, "two");
            assertThat(read(broker, 2)).containsExactly("one", "two");
            assertThatThrownBy(() -> LocalBroker.start(
                            LocalBroker.Settings.in(directory.resolve("b")).withPort(broker.port())))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessage("Kafka broker: port " + broker.port() + " is in use");
        }
    }

    @Test
    void anotherBrokerOnTheSameDirectoryHasTheData(@TempDir Path directory) throws Exception {
        LocalBroker.Settings settings =
                LocalBroker.Settings.in(directory).with("transaction.max.timeout.ms", "7200000");
        try (LocalBroker first = LocalBroker.start(settings)) {
            create(first, "t");
            send(first, "one");
        }
        try (LocalBroker second = LocalBroker.start(settings)) {
            assertThat(read(second, 1)).containsExactly("one");
        }
    }

    private static void create(LocalBroker broker, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
        }
    }

    private static void send(LocalBroker broker, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", "k", value)).get(60, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(LocalBroker broker, int expected) {
        List<String> values = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (values.size() < expected && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
            }
        }
        return values;
    }
}
