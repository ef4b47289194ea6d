package io.metarefresh.job.flink.operator;

import io.metarefresh.job.member.MemberStore;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;

/** The values of the entity that is Flink's current key. */
final class KeyedMemberStore implements MemberStore {
    private final ValueState<byte[]> member;
    private final ValueState<byte[]> rows;
    private final ValueState<byte[]> profile;

    KeyedMemberStore(RuntimeContext context) {
        member = context.getState(SupportSetFunction.MEMBER);
        rows = context.getState(SupportSetFunction.ROWS);
        profile = context.getState(SupportSetFunction.PROFILE);
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
