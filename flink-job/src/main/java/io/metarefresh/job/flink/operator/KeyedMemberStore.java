package io.metarefresh.job.flink.operator;

import io.metarefresh.job.flink.serializer.PackedValueSerializer;
import io.metarefresh.job.member.MemberStore;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** The values of the entity that is Flink's current key. */
final class KeyedMemberStore implements MemberStore {
    static final ValueStateDescriptor<byte[]> MEMBER =
            new ValueStateDescriptor<>("member", new PackedValueSerializer());
    static final ValueStateDescriptor<byte[]> ROWS = new ValueStateDescriptor<>("rows", new PackedValueSerializer());
    static final ValueStateDescriptor<byte[]> PROFILE =
            new ValueStateDescriptor<>("profile", new PackedValueSerializer());

    private final ValueState<byte[]> member;
    private final ValueState<byte[]> rows;
    private final ValueState<byte[]> profile;

    KeyedMemberStore(RuntimeContext context) {
        member = context.getState(MEMBER);
        rows = context.getState(ROWS);
        profile = context.getState(PROFILE);
    }

    @Override
    public byte[] member() throws IOException {
        return member.value();
    }

    @Override
    public byte[] rows() throws IOException {
        return rows.value();
    }

    @Override
    public byte[] profile() throws IOException {
        return profile.value();
    }

    @Override
    public void putMember(byte[] value) throws IOException {
        member.update(value);
    }

    @Override
    public void putRows(byte[] value) throws IOException {
        rows.update(value);
    }

    @Override
    public void putProfile(byte[] value) throws IOException {
        profile.update(value);
    }
}
