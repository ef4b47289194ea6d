package io.metarefresh.innerloop;

import io.metarefresh.encoding.FeatureEncoder;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import java.util.List;

/**
 * Predictions of a snapshot's global block for given embeddings: what a ranker does online. For one thread at a time; native memory is freed
 * by {@link #close}.
 */
public final class Scorer implements AutoCloseable {
    private static final int MAX_CHUNK_ROWS = 256;

    private final FeatureEncoder encoder;
    private final GlobalBlock globalBlock;
    private final RowLayout layout = new RowLayout();
    private final float[] context;
    private final int dimension;
    private final Loss loss;

    public Scorer(Snapshot snapshot) {
        Blas.prepare();
        encoder = new FeatureEncoder(snapshot);
        globalBlock = new GlobalBlock(snapshot);
        context = new float[encoder.contextWidth()];
        dimension = snapshot.manifest().embeddingDimension();
        loss = snapshot.manifest().innerLoop().loss();
    }

    /** Prediction for one interaction: sigmoid(score) for the logistic loss, the score itself for the squared loss. */
    public float predict(float[] embedding, String memberId, String itemId, Features context) {
        return predict(List.of(embedding), List.of(new Interaction("", 0, memberId, itemId, 0, 0, 0, context)))[0];
    }

    /** Predictions for many interactions, each with the embedding of the same index; labels and times of the rows are not read. */
    public float[] predict(List<float[]> embeddings, List<Interaction> rows) {
        if (embeddings.size() != rows.size()) {
            throw new IllegalArgumentException(embeddings.size() + " embeddings for " + rows.size() + " rows");
        }
        float[] predictions = new float[rows.size()];
        for (int from = 0; from < rows.size(); from += MAX_CHUNK_ROWS) {
            int to = Math.min(rows.size(), from + MAX_CHUNK_ROWS);
            predictChunk(embeddings.subList(from, to), rows.subList(from, to), predictions, from);
        }
        return predictions;
    }

    private void predictChunk(List<float[]> embeddings, List<Interaction> rows, float[] target, int offset) {
        int count = rows.size();
        layout.clear();
        for (int i = 0; i < count; i++) {
            if (embeddings.get(i).length != dimension) {
                throw new IllegalArgumentException(
                        "embedding must have " + dimension + " values, not " + embeddings.get(i).length);
            }
            layout.add(1);
        }
        globalBlock.begin(layout);
        for (int i = 0; i < count; i++) {
            Interaction row = rows.get(i);
            encoder.encodeContext(row.memberId(), row.itemId(), row.context(), context, 0);
            globalBlock.setContext(i, context);
        }
        globalBlock.project();
        float[] scores = globalBlock.forward(embeddings.toArray(float[][]::new));
        for (int i = 0; i < count; i++) {
            target[offset + i] = (float) loss.prediction(scores[i]);
        }
    }

    @Override
    public void close() {
        globalBlock.close();
    }
}
