package io.metarefresh.job.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.TestingSchemaRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementDecodingTest {
    private static final String SHA_256 = "0123456789abcdef".repeat(4);

    private final TestingSchemaRegistry registry = new TestingSchemaRegistry(SnapshotActivation.getClassSchema());
    private final AnnouncementDecoding decoding =
            new AnnouncementDecoding(new RecordDecoder<>(SnapshotActivation.class, registry), 10_000);

    private Decoded<Announcement> decode(String key, byte[] value) {
        return decoding.decode(new RawRecord("snapshots", 0, 0, 1, key == null ? null : key.getBytes(UTF_8), value));
    }

    private byte[] activation(String sha256) {
        return activation("m", "/models/m/3", sha256);
    }

    private byte[] activation(String modelName, String uri, String sha256) {
        return new RecordEncoder<>(1, SnapshotActivation.class)
                .encode(SnapshotActivation.newBuilder()
                        .setModelName(modelName)
                        .setModelVersion(3)
                        .setUri(uri)
                        .setSha256(sha256)
                        .setActivatedAt(Instant.ofEpochMilli(1))
                        .setDefaultEmbedding(List.of(1f))
                        .build());
    }

    private static DeadLetterCause cause(Decoded<Announcement> decoded) {
        return ((Decoded.Refused<Announcement>) decoded).cause();
    }

    @Test
    void anActivationAnnouncesASnapshot() {
        assertThat(decode("m@3", activation(SHA_256)))
                .isEqualTo(new Decoded.Accepted<>(new Announcement("m", 3, "/models/m/3", SHA_256)));
    }

    @Test
    void anAbsentValueWithdrawsIt() {
        assertThat(decode("m@3", null)).isEqualTo(new Decoded.Accepted<>(Announcement.withdrawn("m", 3)));
    }

    @Test
    void whatIsNoActivationIsRefused() {
        assertThat(cause(decode("m@4", activation(SHA_256)))).isEqualTo(DeadLetterCause.KEY_MISMATCH);
        assertThat(cause(decode("m", null))).isEqualTo(DeadLetterCause.KEY_MISMATCH);
        assertThat(cause(decode(null, null))).isEqualTo(DeadLetterCause.EMPTY_ID);
        assertThat(cause(decode("m@3", activation("../../etc")))).isEqualTo(DeadLetterCause.CONTRACT);
        assertThat(cause(decode("m@3", new byte[10_001]))).isEqualTo(DeadLetterCause.OVERSIZE);
        assertThat(cause(decode("m@3", "garbage".getBytes(UTF_8)))).isEqualTo(DeadLetterCause.BAD_MAGIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n2026-11-24 ERROR all is lost", "\r", "\u001b[2J", "\u0085", "\u2028", "\u2029", "\u0000"})
    void whatCouldWriteLinesOfItsOwnIntoALogIsRefused(String hostile) {
        Decoded<Announcement> byUri = decode("m@3", activation("m", "/models/" + hostile, SHA_256));
        assertThat(byUri).isInstanceOfSatisfying(Decoded.Refused.class, refused -> {
            assertThat(refused.cause()).isEqualTo(DeadLetterCause.CONTRACT);
            assertThat(refused.message()).startsWith("uri '/models/").doesNotContain(hostile);
        });
        String name = "m" + hostile + "m";
        assertThat(cause(decode(name + "@3", activation(name, "/models/m/3", SHA_256))))
                .isEqualTo(DeadLetterCause.CONTRACT);
        assertThat(decode(name + "@3", null)).isInstanceOf(Decoded.Refused.class);
    }
}
