package io.metarefresh.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The header of a tombstone that forgets an entity: everything up to and including this time is erased, in milliseconds since the
 * epoch, as decimal text. A tombstone without it only removes the entry.
 *
 * <p>Decision: {@code docs/decisions/0010-what-a-reader-holds-after-a-forgetting.md}.
 */
public final class ForgottenAt {
    public static final String HEADER = "forgotten-at";

    private ForgottenAt() {}

    public static byte[] encode(long epochMillis) {
        return Long.toString(epochMillis).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The last such header's time, empty when there is none.
     *
     * @throws NumberFormatException when the header is there and is not a number
     */
    public static Optional<Long> of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null) {
            return Optional.empty();
        }
        if (header.value() == null) {
            throw new NumberFormatException("header " + HEADER + " is null");
        }
        return Optional.of(Long.parseLong(new String(header.value(), StandardCharsets.UTF_8)));
    }
}
