package io.metarefresh.job.flink.operator;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where the harness keeps state: on the heap, unless a test class says otherwise. */
enum TestingBackend {
    HASHMAP {
        @Override
        StateBackend open() {
            return new HashMapStateBackend();
        }
    },
    ROCKSDB {
        @Override
        StateBackend open() {
            return new EmbeddedRocksDBStateBackend(false);
        }
    };

    private static TestingBackend current = HASHMAP;

    abstract StateBackend open();

    static TestingBackend current() {
        return current;
    }

    /** Puts the state of every harness that a test opens on RocksDB. */
    static final class OnRocksDb implements BeforeEachCallback, AfterEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            current = ROCKSDB;
        }

        @Override
        public void afterEach(ExtensionContext context) {
            current = HASHMAP;
        }
    }
}
