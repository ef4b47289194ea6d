package io.metarefresh.job.member;

import java.util.function.Supplier;

/** Bytes that rows lie in, loaded when the first of them is needed. */
final class Segment {
    private Supplier<byte[]> source;
    private byte[] bytes;

    /** @param source called at most once */
    Segment(Supplier<byte[]> source) {
        this.source = source;
    }

    Segment(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isLoaded() {
        return bytes != null;
    }

    byte[] bytes() {
        if (bytes == null) {
            bytes = source.get();
            source = null;
        }
        return bytes;
    }
}
