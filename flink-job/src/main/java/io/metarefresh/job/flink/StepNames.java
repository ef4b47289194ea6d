package io.metarefresh.job.flink;

import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** What every step of the topology is given. */
final class StepNames {
    private StepNames() {}

    /** State of a savepoint finds its step by the uid; the web UI shows the name. They are the same. */
    static <T> SingleOutputStreamOperator<T> named(SingleOutputStreamOperator<T> step, String uid) {
        return step.uid(uid).name(uid);
    }

    /** One subtask for the whole job. */
    static <T> SingleOutputStreamOperator<T> once(SingleOutputStreamOperator<T> step) {
        return step.setParallelism(1);
    }
}
