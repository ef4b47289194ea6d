package io.metarefresh.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributionTest {
    private static final String TASK =
            "[support-set -> inner-loop (1/1)#0 tid=7];org/apache/flink/runtime/taskmanager/Task.run;"
                    + "org/apache/flink/streaming/runtime/tasks/mailbox/MailboxProcessor.runMailboxLoop;";
    private static final String KEYED = "io/metarefresh/job/flink/operator/SupportSetOperator.processElement1;";

    @ParameterizedTest(name = "{1} when the stack ends with {0}")
    @CsvSource({
        "org/apache/flink/state/rocksdb/RocksDBMapState.put;org/rocksdb/RocksDB.put;rocksdb::DBImpl::Write, STATE",
        "org/apache/flink/state/rocksdb/RocksDBMapState.put;io/metarefresh/job/flink/serializer/InteractionSerializer.serialize;"
                + "io/metarefresh/interaction/InteractionCodec.encode, STATE",
        "io/metarefresh/interaction/SupportSet.add;java/util/TreeMap.put, STATE",
        "io/metarefresh/job/flink/operator/InnerLoopOperator.flush;io/metarefresh/innerloop/InnerLoop.adapt;cblas_sgemm, INNER_LOOP",
        "io/metarefresh/job/flink/operator/InnerLoopOperator.flush;io/metarefresh/innerloop/InnerLoop.adapt;"
                + "io/metarefresh/encoding/FeatureEncoder.encodeContext, ENCODE",
        "io/metarefresh/job/flink/operator/InnerLoopOperator.flush;org/apache/flink/connector/kafka/sink/KafkaWriter.write;"
                + "io/metarefresh/job/kafka/PublicationSerialization.serialize;io/metarefresh/schemas/RecordEncoder.encode;"
                + "io/metarefresh/schemas/MetaEmbedding.get;org/apache/avro/io/BinaryEncoder.writeFloat, SERIALIZE",
        "io/metarefresh/job/flink/operator/DecodeFunction.processElement;io/metarefresh/schemas/RecordDecoder.decode;"
                + "io/metarefresh/schemas/Features.put, DECODE",
        "io/metarefresh/job/flink/operator/InnerLoopOperator.flush;org/apache/flink/connector/kafka/sink/KafkaWriter.write;"
                + "org/apache/kafka/clients/producer/KafkaProducer.send, SINK"
    })
    void theFrameNearestToTheLeafThatSaysItDecides(String end, Step expected) {
        assertThat(Attribution.step((TASK + KEYED + end).split(";"))).isEqualTo(expected);
    }

    @Test
    void everyPackageAndClassThatDecidesIsThere() {
        ClassLoader classes = Attribution.class.getClassLoader();
        assertThat(Attribution.ownPrefixes()).isNotEmpty().allSatisfy(prefix -> assertThat(
                        classes.getResource(prefix.endsWith("/") ? prefix : prefix + ".class"))
                .isNotNull());
    }

    @Test
    void aSerializerBelongsToWhoeverCallsIt() {
        String exchange = TASK + "org/apache/flink/runtime/io/network/api/writer/RecordWriter.emit;"
                + "io/metarefresh/job/flink/serializer/EntityInteractionSerializer.serialize;io/metarefresh/interaction/InteractionCodec.encode";

        assertThat(Attribution.step(exchange.split(";"))).isEqualTo(Step.EXCHANGE);
    }

    @ParameterizedTest(name = "{1} on the thread {0}")
    @CsvSource({
        "[C2 CompilerThread0 tid=1], COMPILATION",
        "[GC Thread#0 tid=2], COLLECTION",
        "[kafka-producer-network-thread | producer-1 tid=3], SINK",
        "[rocksdb:low tid=4], CHECKPOINT",
        "[main tid=5], REST"
    })
    void whereNoFrameSaysItTheThreadDoes(String thread, Step expected) {
        assertThat(Attribution.step((thread + ";java/lang/Thread.run;something_native").split(";")))
                .isEqualTo(expected);
    }

    @Test
    void sharesAddUpToOneAndAreWeightedBySamples() {
        Attribution attribution = Attribution.of(
                TASK + KEYED + "org/rocksdb/RocksDB.get 30\n" + "[main tid=5];java/lang/Thread.run 10\n\n");

        assertThat(attribution.total()).isEqualTo(40);
        assertThat(attribution.share(Step.STATE)).isEqualTo(0.75);
        assertThat(attribution.share(Step.REST)).isEqualTo(0.25);
        assertThat(attribution.share(Step.INNER_LOOP)).isZero();
    }
}
