package io.metarefresh.innerloop;

import io.metarefresh.encoding.FeatureEncoder;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * The MAML inner loop of one snapshot over batches of entities (snapshot format, chapters 5 and 6). Large batches are cut into chunks of
 * bounded memory. Native memory is freed by {@link #close}. For one thread at a time; several instances may run side by side.
 */
public final class InnerLoop implements AutoCloseable {
    /** Bounds of a chunk: its activations should stay in the processor's caches, and its matrix products be worth their calls. */
    private static final int MAX_CHUNK_ROWS = 1024;

    private static final int MAX_CHUNK_ENTITIES = 512;

    private final Snapshot snapshot;
    private final InnerLoopSpec spec;
    private final SupportSetRules rules;
    private final FeatureEncoder encoder;
    private final SupportWeights supportWeights;
    private final MetaBlock metaBlock;
    private final GlobalBlock globalBlock;
    private final int dimension;

    private int[] firstRow = new int[0];
    private double[] weightSum = new double[0];
    private float[] unadapted = new float[0];
    private double[] lossBefore = new double[0];
    private double[] lossAfter = new double[0];
    private double[] rowWeight = new double[0];
    private float[] rowLabel = new float[0];
    private float[] scoreGradient = new float[0];

    /** One task with the rows that the snapshot asks for. */
    private record Selected(SupportTask task, List<Interaction> rows) {}

    public InnerLoop(Snapshot snapshot) {
        BlasThreads.useOne();
        this.snapshot = snapshot;
        this.spec = snapshot.manifest().innerLoop();
        this.rules = new SupportSetRules(spec.supportMaxSize(), spec.supportHorizon());
        this.encoder = new FeatureEncoder(snapshot);
        this.supportWeights = new SupportWeights(spec.halfLife());
        this.metaBlock = new MetaBlock(snapshot);
        this.globalBlock = new GlobalBlock(snapshot);
        this.dimension = snapshot.manifest().embeddingDimension();
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** Runs a small made-up batch, so that loading and compiling native and Java code is not paid by the first event. */
    public void warmUp() {
        Interaction row = new Interaction("warm-up", 0, "warm-up", "warm-up", 0, 0, 1, Features.NONE);
        SupportTask task = new SupportTask("warm-up", Features.NONE, List.of(row, row));
        adapt(List.of(task, task));
    }

    /**
     * Adapts every entity on its support set, independently of the others.
     *
     * @return one result for each task, in the same order
     */
    public List<Adaptation> adapt(List<SupportTask> tasks) {
        List<Adaptation> results = new ArrayList<>(tasks.size());
        List<Selected> chunk = new ArrayList<>();
        int rows = 0;
        for (SupportTask task : tasks) {
            Selected selected = new Selected(task, rules.select(task.rows()));
            if (!chunk.isEmpty()
                    && (rows + selected.rows.size() > MAX_CHUNK_ROWS || chunk.size() == MAX_CHUNK_ENTITIES)) {
                adaptChunk(chunk, rows, results);
                chunk.clear();
                rows = 0;
            }
            chunk.add(selected);
            rows += selected.rows.size();
        }
        if (!chunk.isEmpty()) {
            adaptChunk(chunk, rows, results);
        }
        return results;
    }

    /** The embedding e(θ_0) of an entity without any support row; null where it is not finite. */
    public float[] unadapted(String entityId, Features profile) {
        encoder.encodeEntity(entityId, profile, metaBlock.begin(1, 0), 0);
        float[] embedding = copyOf(metaBlock.forward(0).values(), 0);
        return isFinite(embedding) ? embedding : null;
    }

    private void adaptChunk(List<Selected> chunk, int rows, List<Adaptation> results) {
        encode(chunk, rows);
        int entities = chunk.size();
        int steps = rows == 0 ? 0 : spec.steps();
        Columns embeddings = null;
        for (int k = 0; k <= steps; k++) {
            embeddings = metaBlock.forward(k);
            if (k == 0) {
                System.arraycopy(embeddings.values(), 0, unadapted, 0, entities * dimension);
            }
            if (rows == 0) {
                break;
            }
            float[] scores = globalBlock.forward(embeddings, firstRow, entities);
            if (k == 0) {
                losses(scores, entities, lossBefore);
            }
            if (k == steps) {
                losses(scores, entities, lossAfter);
            } else {
                scoreGradients(scores, entities);
                globalBlock.backward(scoreGradient, firstRow, entities, metaBlock.embeddingGradient());
                metaBlock.step(k);
            }
        }
        for (int m = 0; m < entities; m++) {
            results.add(result(chunk.get(m).rows.size(), m, embeddings.values()));
        }
    }

    private void encode(List<Selected> chunk, int rows) {
        reserve(chunk.size(), rows);
        float[] inputs = metaBlock.begin(chunk.size(), rows == 0 ? 0 : spec.steps());
        float[] contexts = globalBlock.begin(rows);
        int row = 0;
        for (int m = 0; m < chunk.size(); m++) {
            Selected selected = chunk.get(m);
            encoder.encodeEntity(selected.task.entityId(), selected.task.profile(), inputs, m * encoder.entityWidth());
            firstRow[m] = row;
            weightSum[m] = supportWeights.fill(selected.rows, rowWeight, row);
            for (Interaction i : selected.rows) {
                encoder.encodeContext(i.memberId(), i.itemId(), i.context(), contexts, row * encoder.contextWidth());
                rowLabel[row++] = i.label();
            }
        }
        firstRow[chunk.size()] = row;
        globalBlock.project();
    }

    /** L(θ) of every entity without the prior term in the denominator; NaN where Σw̃ = 0. */
    private void losses(float[] scores, int entities, double[] target) {
        for (int m = 0; m < entities; m++) {
            double sum = 0;
            for (int i = firstRow[m]; i < firstRow[m + 1]; i++) {
                if (rowWeight[i] > 0) {
                    sum += rowWeight[i] * SupportLoss.value(spec.loss(), scores[i], rowLabel[i]);
                }
            }
            target[m] = sum / weightSum[m];
        }
    }

    /** r_i = w̃_i ℓ′(s_i) / (Σw̃ + prior_weight); 0 for rows without weight, whatever their score. */
    private void scoreGradients(float[] scores, int entities) {
        for (int m = 0; m < entities; m++) {
            double denominator = weightSum[m] + spec.priorWeight();
            for (int i = firstRow[m]; i < firstRow[m + 1]; i++) {
                scoreGradient[i] = rowWeight[i] > 0
                        ? (float) (rowWeight[i]
                                * SupportLoss.derivative(spec.loss(), scores[i], rowLabel[i])
                                / denominator)
                        : 0f;
            }
        }
    }

    private Adaptation result(int supportSize, int entity, float[] embeddings) {
        float[] before = copyOf(unadapted, entity * dimension);
        boolean stepped = weightSum[entity] > 0;
        float[] adapted = stepped ? copyOf(embeddings, entity * dimension) : before;
        Float firstLoss = stepped ? finiteOrNull(lossBefore[entity]) : null;
        Float lastLoss = stepped ? finiteOrNull(lossAfter[entity]) : null;
        boolean lossesFine = !stepped || (firstLoss != null && lastLoss != null);
        if (lossesFine && isFinite(adapted) && isWithinNorm(adapted)) {
            return new Adaptation(adapted, supportSize, firstLoss, lastLoss, false);
        }
        // GUARD. The loss after adapting belongs to an embedding that is not published.
        return new Adaptation(isFinite(before) ? before : null, supportSize, firstLoss, null, true);
    }

    private boolean isWithinNorm(float[] embedding) {
        Double bound = spec.maxEmbeddingNorm();
        return bound == null || Math.sqrt(Kernels.squaredNorm(embedding, 0, embedding.length)) <= bound;
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static Float finiteOrNull(double loss) {
        return Float.isFinite((float) loss) ? (float) loss : null;
    }

    private float[] copyOf(float[] columns, int from) {
        float[] copy = new float[dimension];
        System.arraycopy(columns, from, copy, 0, dimension);
        return copy;
    }

    private void reserve(int entities, int rows) {
        if (firstRow.length < entities + 1) {
            firstRow = new int[entities + 1];
            weightSum = new double[entities];
            lossBefore = new double[entities];
            lossAfter = new double[entities];
            unadapted = new float[Math.multiplyExact(entities, dimension)];
        }
        if (rowWeight.length < rows) {
            rowWeight = new double[rows];
            rowLabel = new float[rows];
            scoreGradient = new float[rows];
        }
    }

    @Override
    public void close() {
        metaBlock.close();
        globalBlock.close();
    }
}
