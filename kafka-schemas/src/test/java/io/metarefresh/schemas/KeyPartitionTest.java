package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which partition a member lives in is part of the contract: a reader or writer that disagrees breaks compaction and ORDER. */
class KeyPartitionTest {

    // From a murmur2 written for this purpose in another language, seed 0x9747b28c, positive part modulo partitions.
    @ParameterizedTest
    @CsvSource({
        "m, 2, 8, 8, 520",
        "member-1, 0, 6, 6, 710",
        "member-42, 0, 6, 22, 22",
        "1, 0, 3, 15, 911",
        "610, 0, 3, 55, 759",
        "Ünïcödé, 1, 10, 22, 854",
        "会员, 1, 7, 3, 67",
        "😀, 0, 9, 17, 657",
        "a-rather-long-member-identifier-0123456789, 0, 3, 31, 351",
    })
    void aKeyIsTheIdInUtf8AndKafkasPartitionerPlacesIt(String id, int of3, int of12, int of64, int of1024) {
        byte[] key = EntityKey.encode(id);
        assertThat(key).isEqualTo(id.getBytes(StandardCharsets.UTF_8));
        assertThat(BuiltInPartitioner.partitionForKey(key, 3)).isEqualTo(of3);
        assertThat(BuiltInPartitioner.partitionForKey(key, 12)).isEqualTo(of12);
        assertThat(BuiltInPartitioner.partitionForKey(key, 64)).isEqualTo(of64);
        assertThat(BuiltInPartitioner.partitionForKey(key, 1024)).isEqualTo(of1024);
        assertThat(EntityKey.decode(key)).hasValue(id);
    }

    @Test
    void aKeyThatIsNoIdIsNone() {
        assertThat(EntityKey.decode(null)).isEqualTo(Optional.empty());
        assertThat(EntityKey.decode(new byte[0])).isEmpty();
        assertThat(EntityKey.decode(new byte[] {(byte) 0xc3})).isEmpty();
    }
}
