package io.metarefresh.evaluation;

/** Is told how far an evaluation is. */
@FunctionalInterface
public interface EvaluationListener {
    EvaluationListener SILENT = (stage, done, total) -> {};

    /**
     * @param stage what is going on, a few words
     * @param done units done of this stage
     * @param total units of this stage at most
     */
    void progressed(String stage, long done, long total);
}
