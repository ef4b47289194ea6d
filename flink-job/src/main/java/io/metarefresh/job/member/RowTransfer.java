package io.metarefresh.job.member;

import io.metarefresh.job.record.EntityInteraction;

/**
 * An interaction between decode and the keyed step: its row in the form that state keeps, so that the keyed step stores the bytes it
 * received and decodes them only when a refresh needs them.
 *
 * <pre>
 * entity id (text), partition (varint), Kafka timestamp (signed), event time (signed), hash of the event id (int),
 * shape of the row, row
 * </pre>
 */
public final class RowTransfer {
    private static final int USUAL_BYTES = 384;

    private RowTransfer() {}

    public static byte[] write(EntityInteraction input) {
        StoredRow row = StoredRow.of(input.entityId(), input.row());
        ByteWriter out = new ByteWriter(USUAL_BYTES);
        out.putText(input.entityId());
        out.putUnsigned(input.partition());
        out.putSigned(input.timestampMillis());
        out.putSigned(row.eventTimeMillis());
        out.putInt(row.eventIdHash());
        row.shape().write(out);
        row.copyTo(out);
        return out.toBytes();
    }

    /**
     * The interaction of these bytes, which are not copied.
     *
     * @throws IllegalArgumentException when they are not what {@link #write} makes
     */
    public static EntityInteraction read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes, 0, bytes.length);
        String entityId = in.getText();
        int partition = (int) in.getUnsigned();
        long timestampMillis = in.getSigned();
        long eventTimeMillis = in.getSigned();
        int eventIdHash = in.getInt();
        RowShape shape = RowShape.read(in);
        StoredRow row = new StoredRow(
                entityId, eventTimeMillis, eventIdHash, shape, new Segment(bytes), in.position(), in.remaining());
        return new EntityInteraction(entityId, row, partition, timestampMillis);
    }
}
