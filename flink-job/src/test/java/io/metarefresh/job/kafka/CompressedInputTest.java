package io.metarefresh.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The libraries that a consumer needs for what producers may choose are on the class path, each once. */
class CompressedInputTest {
    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void whateverProducersCompressWithIsRead(CompressionType type) {
        byte[] value = "an interaction ".repeat(100).getBytes(StandardCharsets.UTF_8);
        MemoryRecords batch = MemoryRecords.withRecords(Compression.of(type).build(), new SimpleRecord(value));
        assertThat(batch.sizeInBytes() < value.length)
                .as("whether it is compressed")
                .isEqualTo(type != CompressionType.NONE);
        byte[][] read = StreamSupport.stream(batch.records().spliterator(), false)
                .map(Record::value)
                .map(bytes -> {
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    return copy;
                })
                .toArray(byte[][]::new);
        assertThat(read).hasNumberOfRows(1);
        assertThat(read[0]).isEqualTo(value);
    }
}
