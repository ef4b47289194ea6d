package io.metarefresh.innerloop;

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
import io.metarefresh.snapshot.Pooling;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import io.metarefresh.snapshot.TensorShapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random models and support sets for tests, reproducible from a seed. */
public final class TestingModels {
    private TestingModels() {}

    /** What a random model looks like; change what a test is about with the withers. */
    public record Shape(
            int profileWidth,
            int contextWidth,
            boolean ids,
            List<LayerSpec> meta,
            List<LayerSpec> global,
            boolean product,
            InnerLoopSpec innerLoop) {

        public Shape withInnerLoop(InnerLoopSpec spec) {
            return new Shape(profileWidth, contextWidth, ids, meta, global, product, spec);
        }

        public Shape withProduct(boolean on) {
            return new Shape(profileWidth, contextWidth, ids, meta, global, on, innerLoop);
        }

        public Shape withProfileWidth(int width) {
            return new Shape(width, contextWidth, ids, meta, global, product, innerLoop);
        }

        public Shape withIds(boolean on) {
            return new Shape(profileWidth, contextWidth, on, meta, global, product, innerLoop);
        }
    }

    /** The reference model R1 of the design: 32 → 64 relu → 32; context 64; global 128 and 64 relu; logistic; five steps. */
    public static Shape r1() {
        return new Shape(
                32,
                64,
                false,
                List.of(new LayerSpec(64, Activation.RELU), new LayerSpec(32, Activation.IDENTITY)),
                List.of(new LayerSpec(128, Activation.RELU), new LayerSpec(64, Activation.RELU)),
                false,
                innerLoop(5, Loss.LOGISTIC));
    }

    /** A small model with every branch: ids features, product, tanh, so that it has no kinks. */
    public static Shape small() {
        return new Shape(
                3,
                4,
                true,
                List.of(new LayerSpec(7, Activation.TANH), new LayerSpec(5, Activation.IDENTITY)),
                List.of(new LayerSpec(9, Activation.TANH), new LayerSpec(6, Activation.TANH)),
                true,
                innerLoop(3, Loss.LOGISTIC));
    }

    public static InnerLoopSpec innerLoop(int steps, Loss loss) {
        return new InnerLoopSpec(steps, loss, 4.0, null, 64, Duration.ofDays(90), null, null);
    }

    /** A snapshot of this shape with weights of the scale that initialization would give, learning rates around 0.3. */
    public static Snapshot snapshot(Shape shape, long seed) {
        Random random = new Random(seed);
        List<FeatureSpec> entity = new ArrayList<>();
        List<FeatureSpec> context = new ArrayList<>();
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, List<String>> vocabularies = new HashMap<>();
        if (shape.profileWidth > 0) {
            entity.add(FeatureSpec.dense("profile", shape.profileWidth));
        }
        if (shape.contextWidth > 0) {
            context.add(FeatureSpec.dense("signals", shape.contextWidth));
        }
        if (shape.ids) {
            entity.add(FeatureSpec.ids("occupation", "entity.occupation", "occupation", Pooling.SUM));
            context.add(FeatureSpec.ids("item_id", "context.item_id", "item_id", Pooling.MEAN));
            context.add(FeatureSpec.ids("genres", "context.genres", "genres", Pooling.MEAN));
            vocabularies.put("occupation", List.of("<unknown>", "nurse", "smith"));
            vocabularies.put("item_id", List.of("<unknown>", "i1", "i2", "i3", "i4"));
            vocabularies.put("genres", List.of("<unknown>", "drama", "comedy", "war"));
            tensors.put("entity.occupation", tensor(random, 0.5, 3, 2));
            tensors.put("context.item_id", tensor(random, 0.5, 5, 3));
            tensors.put("context.genres", tensor(random, 0.5, 4, 2));
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                "test",
                1,
                Instant.parse("2026-01-01T00:00:00Z"),
                EntityKind.MEMBER,
                shape.meta.get(shape.meta.size() - 1).units(),
                entity,
                context,
                new MetaBlockSpec(shape.meta),
                new GlobalBlockSpec(shape.global, shape.product),
                shape.innerLoop,
                null,
                Map.of());
        TensorShapes.of(manifest, TensorShapes.width(entity, tensors), TensorShapes.width(context, tensors))
                .forEach((name, sizes) -> tensors.put(name, weights(random, name, sizes)));
        return new Snapshot(manifest, tensors, vocabularies);
    }

    private static Tensor weights(Random random, String name, int[] shape) {
        if (name.equals("inner_loop.learning_rates")) {
            Tensor rates = tensor(random, 0.1, shape);
            for (int i = 0; i < rates.values().length; i++) {
                rates.values()[i] += 0.3f;
            }
            return rates;
        }
        return tensor(random, shape.length == 2 ? 1 / Math.sqrt(Math.max(1, shape[0])) : 0.1, shape);
    }

    public static Tensor tensor(Random random, double scale, int... shape) {
        int size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return new Tensor(shape, values);
    }

    /** A random entity with so many rows, one an hour, labels 0 or 1, weights between 0.5 and 1.5. */
    public static SupportTask task(Shape shape, int rows, long seed) {
        Random random = new Random(seed);
        List<Interaction> interactions = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            interactions.add(new Interaction(
                    "e" + i,
                    0,
                    "m" + seed,
                    "i" + random.nextInt(7),
                    i * 3_600_000L,
                    random.nextInt(2),
                    0.5f + random.nextFloat(),
                    features(shape.contextWidth > 0, "signals", shape.contextWidth, "genres", shape.ids, random)));
        }
        return new SupportTask(
                "m" + seed,
                features(shape.profileWidth > 0, "profile", shape.profileWidth, "occupation", shape.ids, random),
                interactions);
    }

    private static Features features(
            boolean dense, String denseName, int width, String idsName, boolean ids, Random random) {
        List<String> all = List.of("drama", "comedy", "war", "nurse", "smith", "never seen");
        return new Features(
                dense ? Map.of(denseName, tensor(random, 1, width).values()) : Map.of(),
                ids ? Map.of(idsName, all.subList(0, random.nextInt(all.size() + 1))) : Map.of());
    }
}
