package io.metarefresh.training;

import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Everything that decides what meta-training makes of its data: the same data, settings and machine give the same snapshot.
 *
 * @param modelName name of the model, for the manifest
 * @param modelVersion version of the model, for the manifest
 * @param createdAt time of creation, for the manifest
 * @param entity which side of an interaction is adapted; the other side's id becomes a context feature
 * @param seed of every random choice
 * @param threads threads to use; the result does not depend on it
 * @param loss inner and outer loss; null chooses logistic where all labels are in [0, 1], squared otherwise
 * @param shape sizes of the network
 * @param innerLoop the inner loop's settings for the manifest; its loss is ignored in favour of {@code loss}
 * @param outerLoop settings of the outer loop
 */
public record TrainingSettings(
        String modelName,
        long modelVersion,
        Instant createdAt,
        EntityKind entity,
        long seed,
        int threads,
        Loss loss,
        ModelShape shape,
        InnerLoopSpec innerLoop,
        OuterLoopSettings outerLoop) {

    public TrainingSettings {
        Bounds.atLeastOne("threads", threads);
        if (innerLoop.steps() < 0 || !(innerLoop.priorWeight() >= 0)) {
            throw new IllegalArgumentException("inner loop: steps and prior weight must not be negative");
        }
    }

    /**
     * Checks before any training that a snapshot of these settings would be valid.
     *
     * @throws IllegalArgumentException naming every setting that would not be, in one line
     */
    public void check() {
        Loss any = loss == null ? Loss.LOGISTIC : loss;
        SnapshotExport.check(SnapshotExport.manifest(this, any, List.of(), List.of(), null));
    }

    /** Thorough training of a member model: version 1, K = 5, prior weight 12, 64 rows of a year; the rest by search on validation data. */
    public static TrainingSettings defaults(String modelName, Instant createdAt) {
        return new TrainingSettings(
                modelName,
                1,
                createdAt,
                EntityKind.MEMBER,
                1,
                Math.max(1, Math.min(TaskRunner.SHARDS, Runtime.getRuntime().availableProcessors())),
                null,
                ModelShape.defaults(),
                new InnerLoopSpec(5, Loss.LOGISTIC, 12.0, null, 64, Duration.ofDays(365), null, null),
                OuterLoopSettings.thorough());
    }

    /** The same with the quick outer loop, without a search. */
    public static TrainingSettings quick(String modelName, Instant createdAt) {
        return defaults(modelName, createdAt).toBuilder()
                .outerLoop(OuterLoopSettings.quick())
                .build();
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Changes some settings and keeps the others. */
    public static final class Builder {
        private final String modelName;
        private final Instant createdAt;
        private long modelVersion;
        private EntityKind entity;
        private long seed;
        private int threads;
        private Loss loss;
        private ModelShape shape;
        private InnerLoopSpec innerLoop;
        private OuterLoopSettings outerLoop;

        private Builder(TrainingSettings from) {
            modelName = from.modelName;
            createdAt = from.createdAt;
            modelVersion = from.modelVersion;
            entity = from.entity;
            seed = from.seed;
            threads = from.threads;
            loss = from.loss;
            shape = from.shape;
            innerLoop = from.innerLoop;
            outerLoop = from.outerLoop;
        }

        public Builder modelVersion(long value) {
            modelVersion = value;
            return this;
        }

        public Builder entity(EntityKind value) {
            entity = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder threads(int value) {
            threads = value;
            return this;
        }

        public Builder loss(Loss value) {
            loss = value;
            return this;
        }

        public Builder shape(ModelShape value) {
            shape = value;
            return this;
        }

        public Builder innerLoop(InnerLoopSpec value) {
            innerLoop = value;
            return this;
        }

        public Builder outerLoop(OuterLoopSettings value) {
            outerLoop = value;
            return this;
        }

        /** @throws IllegalArgumentException naming a setting that is out of bounds */
        public TrainingSettings build() {
            return new TrainingSettings(
                    modelName, modelVersion, createdAt, entity, seed, threads, loss, shape, innerLoop, outerLoop);
        }
    }
}
