package io.metarefresh.job.member;

/** One entity's values in three fields. */
final class TestingMemberStore implements MemberStore {
    byte[] member;
    byte[] rows;
    byte[] profile;
    int reads;
    int writes;

    @Override
    public byte[] member() {
        reads++;
        return member;
    }

    @Override
    public byte[] rows() {
        reads++;
        return rows;
    }

    @Override
    public byte[] profile() {
        reads++;
        return profile;
    }

    @Override
    public void putMember(byte[] value) {
        writes++;
        member = value;
    }

    @Override
    public void putRows(byte[] value) {
        writes++;
        rows = value;
    }

    @Override
    public void putProfile(byte[] value) {
        writes++;
        profile = value;
    }

    int bytes() {
        return length(member) + length(rows) + length(profile);
    }

    private static int length(byte[] value) {
        return value == null ? 0 : value.length;
    }
}
