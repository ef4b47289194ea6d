package io.metarefresh.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.GlobalBlockSpec;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.MetaBlockSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotWriter;
import io.metarefresh.snapshot.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The models that performance figures are about: two meta layers (relu, identity), two global layers (relu), no product, logistic loss, 5
 * inner steps, 32 support rows, float32. R1 is the reference, the others are smaller and larger. Weights and inputs come from a fixed
 * seed.
 */
public final class ReferenceModel {
    /** Entity input 32, meta block 64 → 32, context input 64, global layers 128 and 64. */
    public static final String R1 = "R1";

    public static final String SMALL = "small";
    public static final String LARGE = "large";

    private static final int SUPPORT_ROWS = 32;
    private static final int STEPS = 5;
    private static final float LEARNING_RATE = 0.1f;
    private static final long SEED = 20240825;

    private final String name;
    private final int entityWidth;
    private final int metaHidden;
    private final int dimension;
    private final int contextWidth;
    private final int globalFirst;
    private final int globalSecond;
    private final Random random = new Random(SEED);

    private ReferenceModel(
            String name,
            int entityWidth,
            int metaHidden,
            int dimension,
            int contextWidth,
            int globalFirst,
            int globalSecond) {
        this.name = name;
        this.entityWidth = entityWidth;
        this.metaHidden = metaHidden;
        this.dimension = dimension;
        this.contextWidth = contextWidth;
        this.globalFirst = globalFirst;
        this.globalSecond = globalSecond;
    }

    /** R1. */
    public ReferenceModel() {
        this(R1, 32, 64, 32, 64, 128, 64);
    }

    /** Writes R1 below this directory; returns the snapshot's own. */
    static Path write(Path parent) throws IOException, SnapshotException {
        Snapshot r1 = new ReferenceModel().snapshot();
        Path directory = parent.resolve("snapshot");
        SnapshotWriter.write(directory, r1.manifest(), r1.tensors(), r1.vocabularies());
        return directory;
    }

    /** {@link #R1}, {@link #SMALL} or {@link #LARGE}. */
    public static ReferenceModel named(String name) {
        return switch (name) {
            case R1 -> new ReferenceModel();
            case SMALL -> new ReferenceModel(SMALL, 16, 32, 16, 32, 64, 32);
            case LARGE -> new ReferenceModel(LARGE, 64, 128, 64, 128, 256, 128);
            default -> throw new IllegalArgumentException("no reference model is named '" + name + "'");
        };
    }

    /** In a few words. */
    public String description() {
        return String.format(
                "entity %d, meta %d → %d, context %d, global %d → %d, %d rows, %d steps",
                entityWidth, metaHidden, dimension, contextWidth, globalFirst, globalSecond, SUPPORT_ROWS, STEPS);
    }

    /**
     * Floating-point operations that the matrix products of adapting one member need at least: context projection once, the global block
     * forward K + 1 times and back K times. What the meta block adds is below 2 % and not counted.
     */
    public double operationsPerMember() {
        double projection = (double) contextWidth * globalFirst;
        double forward = (double) globalFirst * globalSecond + globalSecond;
        double backward = (double) globalFirst * globalSecond;
        return 2 * SUPPORT_ROWS * (projection + (STEPS + 1) * forward + STEPS * backward);
    }

    public Snapshot snapshot() {
        Map<String, Tensor> tensors = new HashMap<>();
        tensors.put("meta.0.weight", matrix(entityWidth, metaHidden));
        tensors.put("meta.0.bias", vector(metaHidden));
        tensors.put("meta.1.weight", matrix(metaHidden, dimension));
        tensors.put("meta.1.bias", vector(dimension));
        tensors.put("global.0.entity.weight", matrix(dimension, globalFirst));
        tensors.put("global.0.context.weight", matrix(contextWidth, globalFirst));
        tensors.put("global.0.bias", vector(globalFirst));
        tensors.put("global.1.weight", matrix(globalFirst, globalSecond));
        tensors.put("global.1.bias", vector(globalSecond));
        tensors.put("head.weight", matrix(globalSecond, 1));
        tensors.put("head.bias", vector(1));
        float[] rates = new float[STEPS * 4];
        Arrays.fill(rates, LEARNING_RATE);
        tensors.put("inner_loop.learning_rates", new Tensor(new int[] {STEPS, 4}, rates));
        return new Snapshot(manifest(), tensors, Map.of());
    }

    private Manifest manifest() {
        return new Manifest(
                Manifest.FORMAT,
                name.toLowerCase(java.util.Locale.ROOT),
                1,
                Instant.EPOCH,
                EntityKind.MEMBER,
                dimension,
                List.of(FeatureSpec.dense("profile", entityWidth)),
                List.of(FeatureSpec.dense("context", contextWidth)),
                new MetaBlockSpec(List.of(
                        new LayerSpec(metaHidden, Activation.RELU), new LayerSpec(dimension, Activation.IDENTITY))),
                new GlobalBlockSpec(
                        List.of(
                                new LayerSpec(globalFirst, Activation.RELU),
                                new LayerSpec(globalSecond, Activation.RELU)),
                        false),
                new InnerLoopSpec(STEPS, Loss.LOGISTIC, 4, null, SUPPORT_ROWS, Duration.ofDays(90), null, null),
                JsonNodeFactory.instance.objectNode(),
                Map.of());
    }

    /** That many members with full support sets. */
    public List<SupportTask> members(int count) {
        List<SupportTask> members = new ArrayList<>(count);
        for (int m = 0; m < count; m++) {
            List<Interaction> rows = new ArrayList<>(SUPPORT_ROWS);
            for (int i = 0; i < SUPPORT_ROWS; i++) {
                Features context = new Features(Map.of("context", gaussian(contextWidth, 1)), Map.of());
                rows.add(new Interaction(
                        String.format(java.util.Locale.ROOT, "%08d", i),
                        0,
                        "m" + m,
                        "item",
                        i,
                        random.nextInt(2),
                        1,
                        context));
            }
            Features profile = new Features(Map.of("profile", gaussian(entityWidth, 1)), Map.of());
            members.add(new SupportTask("m" + m, profile, rows));
        }
        return members;
    }

    private Tensor matrix(int in, int out) {
        return new Tensor(new int[] {in, out}, gaussian(in * out, 1 / Math.sqrt(in)));
    }

    private Tensor vector(int size) {
        return new Tensor(new int[] {size}, gaussian(size, 0.1));
    }

    private float[] gaussian(int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }
}
