package io.metarefresh.job.flink.operator;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Makes an operator with one input where its task runs. An operator that is made there can use its mailbox.
 *
 * @param <I> its input
 * @param <O> its output
 */
abstract class OneInputFactory<I, O> extends AbstractStreamOperatorFactory<O>
        implements OneInputStreamOperatorFactory<I, O> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("rawtypes") // as Flink asks for it
    private final Class<? extends StreamOperator> type;

    private final SerializableFunction<StreamOperatorParameters<O>, StreamOperator<O>> operator;

    /**
     * @param type class of the operator
     * @param operator makes it
     */
    @SuppressWarnings("rawtypes")
    OneInputFactory(
            Class<? extends StreamOperator> type,
            SerializableFunction<StreamOperatorParameters<O>, StreamOperator<O>> operator) {
        this.type = type;
        this.operator = operator;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface leaves the operator's type to the caller
    public final <T extends StreamOperator<O>> T createStreamOperator(StreamOperatorParameters<O> parameters) {
        return (T) operator.apply(parameters);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public final Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return type;
    }
}
