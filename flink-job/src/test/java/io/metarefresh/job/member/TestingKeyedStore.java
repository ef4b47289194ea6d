package io.metarefresh.job.member;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The values of whichever entity is selected, as Flink's state has them. */
final class TestingKeyedStore implements MemberStore {
    final Map<String, TestingMemberStore> entities = new HashMap<>();
    private final Consumer<String> alsoSelected;
    private String entityId;

    TestingKeyedStore() {
        this(id -> {});
    }

    /** @param alsoSelected told of every selection */
    TestingKeyedStore(Consumer<String> alsoSelected) {
        this.alsoSelected = alsoSelected;
    }

    void select(String next) {
        entityId = next;
        alsoSelected.accept(next);
    }

    TestingMemberStore of(String id) {
        return entities.computeIfAbsent(id, any -> new TestingMemberStore());
    }

    @Override
    public byte[] member() {
        return of(entityId).member();
    }

    @Override
    public byte[] rows() {
        return of(entityId).rows();
    }

    @Override
    public byte[] profile() {
        return of(entityId).profile();
    }

    @Override
    public void putMember(byte[] value) {
        of(entityId).putMember(value);
    }

    @Override
    public void putRows(byte[] value) {
        of(entityId).putRows(value);
    }

    @Override
    public void putProfile(byte[] value) {
        of(entityId).putProfile(value);
    }
}
