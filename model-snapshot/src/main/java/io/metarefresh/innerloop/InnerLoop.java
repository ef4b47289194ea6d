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
 *
 * <p>Decision: {@code docs/decisions/0020-the-inner-loop-between-the-products.md}.
 */
public final class InnerLoop implements AutoCloseable {
    /** Bounds of a chunk: its activations should stay in the processor's caches, and its matrix products be worth their calls. */
    private static final int MAX_CHUNK_ROWS = 512;

    private static final int MAX_CHUNK_ENTITIES = 64;

    private final Snapshot snapshot;
    private final InnerLoopSpec spec;
    private final SupportSetRules rules;
    private final FeatureEncoder encoder;
    private final SupportLoss supportLoss;
    private final MetaBlock metaBlock;
    private final GlobalBlock globalBlock;

    private final RowLayout layout = new RowLayout();
    private final float[] context;
    private double[] lossBefore = new double[0];
    private double[] lossAfter = new double[0];

    /** One task with the rows that the snapshot asks for. */
    private record Selected(SupportTask task, List<Interaction> rows) {}

    public InnerLoop(Snapshot snapshot) {
        Blas.prepare();
        this.snapshot = snapshot;
        this.spec = snapshot.manifest().innerLoop();
        this.rules = new SupportSetRules(spec.supportMaxSize(), spec.supportHorizon());
        this.encoder = new FeatureEncoder(snapshot);
        this.supportLoss = new SupportLoss(spec);
        this.context = new float[encoder.contextWidth()];
        this.metaBlock = new MetaBlock(snapshot);
        this.globalBlock = new GlobalBlock(snapshot);
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
                adaptChunk(chunk, results);
                chunk.clear();
                rows = 0;
            }
            chunk.add(selected);
            rows += selected.rows.size();
        }
        if (!chunk.isEmpty()) {
            adaptChunk(chunk, results);
        }
        return results;
    }

    /** The embedding e(θ_0) of an entity without any support row; null where it is not finite. */
    public float[] unadapted(String entityId, Features profile) {
        encoder.encodeEntity(entityId, profile, metaBlock.begin(1, 0)[0], 0);
        float[] embedding = metaBlock.forward(0)[0].clone();
        return isFinite(embedding) ? embedding : null;
    }

    private void adaptChunk(List<Selected> chunk, List<Adaptation> results) {
        layout.clear();
        chunk.forEach(selected -> layout.add(selected.rows.size()));
        // Without any row there is nothing to learn from.
        int steps = layout.rows() == 0 ? 0 : spec.steps();
        encodeEntities(chunk, steps);
        if (layout.rows() == 0) {
            metaBlock.forward(0);
        } else {
            encodeRows(chunk);
            learn(steps);
        }
        float[][] unadapted = metaBlock.embeddings(0);
        float[][] adapted = metaBlock.embeddings(steps);
        for (int m = 0; m < chunk.size(); m++) {
            boolean stepped = layout.rows() > 0 && supportLoss.hasWeight(m);
            results.add(result(layout.count(m), m, unadapted[m], stepped ? adapted[m] : null));
        }
    }

    private void learn(int steps) {
        reserveLosses(layout.entities());
        for (int k = 0; k <= steps; k++) {
            float[] scores = globalBlock.forward(metaBlock.forward(k));
            supportLoss.predict(scores);
            if (k == 0) {
                supportLoss.means(scores, lossBefore);
            }
            if (k == steps) {
                supportLoss.means(scores, lossAfter);
            } else {
                globalBlock.backward(supportLoss.gradients(), metaBlock.embeddingGradient(k));
                metaBlock.step(k);
            }
        }
    }

    private void encodeEntities(List<Selected> chunk, int steps) {
        float[][] inputs = metaBlock.begin(chunk.size(), steps);
        for (int m = 0; m < chunk.size(); m++) {
            SupportTask task = chunk.get(m).task;
            encoder.encodeEntity(task.entityId(), task.profile(), inputs[m], 0);
        }
    }

    private void encodeRows(List<Selected> chunk) {
        supportLoss.begin(layout);
        globalBlock.begin(layout);
        int row = 0;
        for (int m = 0; m < chunk.size(); m++) {
            List<Interaction> rows = chunk.get(m).rows;
            supportLoss.set(m, rows);
            for (Interaction i : rows) {
                encoder.encodeContext(i.memberId(), i.itemId(), i.context(), context, 0);
                globalBlock.setContext(row++, context);
            }
        }
        globalBlock.project();
    }

    /** @param adapted null where no step was taken */
    private Adaptation result(int supportSize, int entity, float[] unadapted, float[] adapted) {
        Float before = adapted == null ? null : finiteOrNull(lossBefore[entity]);
        Float after = adapted == null ? null : finiteOrNull(lossAfter[entity]);
        float[] embedding = adapted == null ? unadapted : adapted;
        // The bound is on adapted embeddings: without a step there is nothing to refuse but numbers that are none.
        boolean fine = adapted == null || (before != null && after != null && isWithinNorm(adapted));
        if (fine && isFinite(embedding)) {
            return new Adaptation(embedding.clone(), supportSize, before, after, false);
        }
        // GUARD. The loss after adapting belongs to an embedding that is not published.
        return new Adaptation(isFinite(unadapted) ? unadapted.clone() : null, supportSize, before, null, true);
    }

    private boolean isWithinNorm(float[] embedding) {
        Double bound = spec.maxEmbeddingNorm();
        return bound == null || Math.sqrt(Kernels.squaredNorm(embedding, embedding.length)) <= bound;
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

    private void reserveLosses(int entities) {
        if (lossBefore.length < entities) {
            lossBefore = new double[entities];
            lossAfter = new double[entities];
        }
    }

    @Override
    public void close() {
        metaBlock.close();
        globalBlock.close();
    }
}
