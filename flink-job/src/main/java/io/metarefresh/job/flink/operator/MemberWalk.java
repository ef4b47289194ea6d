package io.metarefresh.job.flink.operator;

import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * The entities that a subtask has state of, one after the other. Lazy: RocksDB walks over the store as it was at the start, and keeps
 * the files of that moment until the walk is closed; the heap backend copies the keys of one key group at a time. Entities
 * that become known during the walk may be left out: they are published under the running snapshot anyway.
 */
final class MemberWalk implements AutoCloseable {
    private final Stream<String> stream;
    private final Iterator<String> entityIds;
    private final long startedMillis;
    private long seen;
    private long adapted;

    private MemberWalk(Stream<String> stream, long startedMillis) {
        this.stream = stream;
        this.entityIds = stream.iterator();
        this.startedMillis = startedMillis;
    }

    static MemberWalk of(KeyedStateBackend<String> backend, long nowMillis) {
        return new MemberWalk(backend.getKeys(KeyedMemberStore.MEMBER.getName(), VoidNamespace.INSTANCE), nowMillis);
    }

    boolean hasNext() {
        return entityIds.hasNext();
    }

    String next() {
        seen++;
        return entityIds.next();
    }

    void countAdapted() {
        adapted++;
    }

    long seen() {
        return seen;
    }

    long adapted() {
        return adapted;
    }

    long startedMillis() {
        return startedMillis;
    }

    @Override
    public void close() {
        stream.close();
    }
}
