package io.metarefresh.training;

/**
 * What keeps the embedding tables of large vocabularies from learning by heart.
 *
 * @param tableDropout dropout on pooled embeddings
 * @param unknownIdShare share of ids replaced by the unknown id, so that its row is trained
 * @param tableWeightDecay weight decay on tables
 * @param minIdCount an id enters its vocabulary with at least this many occurrences
 */
public record Regularisation(double tableDropout, double unknownIdShare, double tableWeightDecay, int minIdCount) {
    public Regularisation {
        Bounds.share("tableDropout", tableDropout);
        Bounds.share("unknownIdShare", unknownIdShare);
        Bounds.notNegative("tableWeightDecay", tableWeightDecay);
    }

    /** The same with other dropout. */
    Regularisation withTableDropout(double dropout) {
        return new Regularisation(dropout, unknownIdShare, tableWeightDecay, minIdCount);
    }
}
