package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.job.record.SideInput;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Type information of a value with a serializer of its own, so that no type of the job falls back to Kryo.
 *
 * @param <T> the value
 */
public final class ValueType<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    public static final TypeInformation<RawRecord> RAW_RECORD =
            new ValueType<>(RawRecord.class, new RawRecordSerializer());
    public static final TypeInformation<DeadLetter> DEAD_LETTER =
            new ValueType<>(DeadLetter.class, new DeadLetterSerializer());
    public static final TypeInformation<EntityInteraction> ENTITY_INTERACTION =
            new ValueType<>(EntityInteraction.class, new EntityInteractionSerializer());
    public static final TypeInformation<ProfileChange> PROFILE_CHANGE =
            new ValueType<>(ProfileChange.class, new ProfileChangeSerializer());
    public static final TypeInformation<SideInput> SIDE_INPUT =
            new ValueType<>(SideInput.class, new SideInputSerializer());
    public static final TypeInformation<Announcement> ANNOUNCEMENT =
            new ValueType<>(Announcement.class, new AnnouncementSerializer());
    public static final TypeInformation<InnerLoopInput> INNER_LOOP_INPUT =
            new ValueType<>(InnerLoopInput.class, new InnerLoopInputSerializer());
    public static final TypeInformation<Publication> PUBLICATION =
            new ValueType<>(Publication.class, new PublicationSerializer());

    public static final TypeInformation<Heartbeat> HEARTBEAT =
            new ValueType<>(Heartbeat.class, new HeartbeatSerializer());

    private final Class<T> type;
    private final TypeSerializer<T> serializer;

    private ValueType(Class<T> type, TypeSerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ValueType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValueType<?> that && type == that.type && serializer.equals(that.serializer);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, serializer);
    }
}
