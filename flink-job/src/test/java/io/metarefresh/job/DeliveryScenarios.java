package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.config.ConfigException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What either guarantee has to live through, on a real broker and a real registry. */
abstract class DeliveryScenarios {
    private static final int SOME = 40;
    private static final int MORE = 15;

    @TempDir
    Path directory;

    private final String guarantee;
    private final boolean onlyOnce;

    DeliveryScenarios(String guarantee, boolean onlyOnce) {
        this.guarantee = guarantee;
        this.onlyOnce = onlyOnce;
    }

    final TestingDeliveryRun run() throws Exception {
        return new TestingDeliveryRun(directory, guarantee);
    }

    @Test
    void aFailureAfterACheckpointLosesNothing() throws Exception {
        try (TestingDeliveryRun run = run()) {
            run.start();
            run.send(SOME);
            run.awaitAcceptedAndCheckpointed();
            TestingFault.arm(TestingFault.Moment.ANY_RECORD);
            run.send(MORE);
            TestingStack.await("the failure", TestingFault::happened);
            run.verdict(onlyOnce);
        }
    }

    @Test
    void aFailureInTheAsynchronousPhaseOfACheckpointLosesNothing() throws Exception {
        try (TestingDeliveryRun run = run()) {
            run.start();
            run.send(SOME);
            run.awaitAccepted();
            TestingFailingFileSystem.ARMED.set(true);
            run.send(MORE);
            TestingStack.await("the failure", () -> !TestingFailingFileSystem.ARMED.get());
            run.verdict(onlyOnce);
        }
    }

    @Test
    void aFailureBetweenTheFlushOfTheBatchAndTheBarrierLosesNothing() throws Exception {
        try (TestingDeliveryRun run = run()) {
            // Batches are flushed by barriers alone while the input does not pause.
            run.with("refresh.batch-linger", "1 min").with("checkpoint.interval", "50 ms");
            run.start();
            run.send(SOME);
            run.awaitAcceptedAndCheckpointed();
            TestingFault.arm(TestingFault.Moment.BETWEEN_FLUSH_AND_BARRIER);
            TestingStack.await("the failure", () -> {
                run.send(SOME);
                return TestingFault.happened();
            });
            run.verdict(onlyOnce);
        }
    }

    @Test
    void twoCheckpointsAtATimeLoseNothingWhetherTheyCompleteOrTheTaskFails() throws Exception {
        try (TestingDeliveryRun run = run()) {
            run.with("flink.execution.checkpointing.max-concurrent-checkpoints", "2");
            run.start();
            run.send(SOME);
            run.awaitAccepted();
            holdTwoCheckpoints();
            run.send(MORE);
            TestingFailingFileSystem.release();
            run.awaitAcceptedAndCheckpointed();
            run.send(MORE);
            holdTwoCheckpoints();
            TestingFault.arm(TestingFault.Moment.ANY_RECORD);
            run.send(MORE);
            TestingStack.await("the failure", TestingFault::happened);
            TestingFailingFileSystem.release();
            run.verdict(onlyOnce);
        }
    }

    private static void holdTwoCheckpoints() {
        TestingFailingFileSystem.hold();
        TestingStack.await("two checkpoints under way", TestingFailingFileSystem::twoUnderWay);
    }

    @Test
    void rescalingFromOneToTwoToFourToThreeToOneLosesNothing() throws Exception {
        try (TestingDeliveryRun run = run()) {
            run.with("job.parallelism", "1");
            run.start();
            for (int parallelism : new int[] {2, 4, 3, 1}) {
                // Only a job whose tasks all run takes a savepoint.
                run.awaitCheckpoint();
                run.send(MORE);
                run.startFrom(run.stopWithSavepoint(), parallelism);
            }
            run.send(MORE);
            run.verdict(onlyOnce);
        }
    }

    @Test
    void aRestartOfTheBrokerLosesNothing() throws Exception {
        try (TestingDeliveryRun run = run()) {
            run.start();
            run.send(SOME);
            run.awaitAccepted();
            TestingStack.restartBroker();
            run.send(MORE);
            run.verdict(onlyOnce);
        }
    }

    @Test
    void aRegistryThatIsDownStopsTheStartAndInMidRunDelaysAloneWithoutDeadLetters() throws Exception {
        try (TestingDeliveryRun run = run();
                TestingGate gate = new TestingGate(run.stack.registryUrl())) {
            run.with("registry.url", gate.url());
            gate.shut();
            assertThatThrownBy(run::start).isInstanceOf(ConfigException.class).hasMessageContaining(gate.url());
            gate.open();
            run.start();
            run.send(SOME);
            run.awaitAcceptedAndCheckpointed();
            gate.shut();
            int before = gate.hungUp();
            // A task that starts anew knows no schema.
            TestingFault.arm(TestingFault.Moment.ANY_RECORD);
            run.send(MORE);
            TestingStack.await("the failure", TestingFault::happened);
            TestingStack.await("the registry is asked for and is down", () -> gate.hungUp() > before);
            run.send(MORE);
            gate.open();
            run.verdict(onlyOnce);
        }
    }

    @Test
    void aTransactionThatAProducerOfTheInputLeftOpenDelaysUntilItIsAborted() throws Exception {
        try (TestingDeliveryRun run = run();
                KafkaProducer<byte[], byte[]> hanging = transactional(run)) {
            run.start();
            run.send(SOME);
            run.awaitAccepted();
            hanging.beginTransaction();
            Interaction aborted = run.next();
            hanging.send(new ProducerRecord<>(
                            run.stack.topics.interactions(), aborted.memberId().getBytes(UTF_8), run.encoded(aborted)))
                    .get();
            run.send(MORE);
            run.awaitCheckpoint();
            assertThat(run.count("interactions_accepted")).isBetween((long) SOME, (long) SOME + MORE - 1);
            hanging.abortTransaction();
            run.verdict(onlyOnce);
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(TestingDeliveryRun run) {
        Map<String, Object> settings = new HashMap<>(run.stack.kafkaClient());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, run.stack.topics.interactions() + "-producer");
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }
}
