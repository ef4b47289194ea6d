package io.metarefresh.job.flink.operator;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The invariants of the keyed step once more, with its state and its timers on RocksDB, where everything passes through bytes. */
@ExtendWith(TestingBackend.OnRocksDb.class)
class OnRocksDbTest {
    @Nested
    class Pace extends PaceTest {}

    @Nested
    class Forget extends ForgetTest {}

    @Nested
    class Expiry extends ExpiryTest {}

    @Nested
    class Finite extends FiniteTest {}

    @Nested
    class NothingLost extends NothingLostTest {}
}
