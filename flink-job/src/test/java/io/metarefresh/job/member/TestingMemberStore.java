package io.metarefresh.job.member;

import java.io.IOException;

/** One entity's values in three fields, read and written for every input, as without a cache. */
final class TestingMemberStore implements MemberStore {
    byte[] member;
    byte[] rows;
    byte[] profile;
    int reads;
    int writes;
    private MemberValues loaded;

    /** The entity as it is stored, under snapshot 7. */
    Member load(MemberRules rules, String entityId) throws IOException {
        loaded = new MemberValues(entityId, this);
        return Member.load(rules, loaded, 7);
    }

    /** Stores what changed of the entity that was loaded last. */
    void save(Member member) throws IOException {
        member.save();
        writeBack();
    }

    /** Stores what the entity that was loaded last has saved. */
    void writeBack() throws IOException {
        loaded.writeBack();
    }

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
