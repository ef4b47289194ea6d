package io.metarefresh.training;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.OwnField;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Interactions as meta-training needs them: by entity, split into what is trained on and what is validated on, encoded. */
final class TrainingData {
    final Histories histories;
    final TrainingSplit split;
    final EntityRows entityRows;
    final EncodedRows contexts;
    final EncodedRows entities;
    final ModelInputs inputs;
    final Targets targets;
    /** Positions of the rows that are trained on. */
    final int[] trainedRows;

    /**
     * @param random decides which entities are held out
     * @throws IllegalArgumentException where the data cannot be trained on: nothing in it, labels outside the loss's range, a dense
     *     feature of varying width, a feature with the name of the record's own id
     */
    TrainingData(Dataset data, TrainingSettings settings, SplittableRandom random) {
        OuterLoopSettings outer = settings.outerLoop();
        EntityKind kind = settings.entity();
        List<Interaction> interactions = data.interactions();
        histories = new Histories(interactions, kind);
        split = TrainingSplit.of(
                histories,
                outer.validation().heldOutMembers(),
                outer.validation().laterTime(),
                random);
        trainedRows = split.trainableRows(histories);
        if (trainedRows.length == 0) {
            throw new IllegalArgumentException("no interactions to train on: " + interactions.size()
                    + " in the data, all of them held out or none at all");
        }
        targets = Targets.of(interactions, trainedRows, Targets.lossFor(interactions, settings.loss()));

        List<FeatureRow> contextRows = histories.contextRows();
        entityRows = new EntityRows(histories, data.profiles().forEntities(kind));
        FeatureColumns.refuseOwnIds("context", contextRows, name -> OwnField.ofContext(name, kind) != OwnField.NONE);
        FeatureColumns.refuseOwnIds(
                "entity", entityRows.rows(), name -> OwnField.ofEntity(name, kind) != OwnField.NONE);
        int[] trainedEntities = entityRows.trainable(split);
        int minIdCount = outer.regularisation().minIdCount();
        FeatureColumns contextColumns = FeatureColumns.derive(
                "context", OwnField.otherIdName(kind), select(contextRows, trainedRows), minIdCount);
        FeatureColumns entityColumns =
                FeatureColumns.derive("entity", null, select(entityRows.rows(), trainedEntities), minIdCount);
        contexts = contextColumns.encode(contextRows);
        entities = entityColumns.encode(entityRows.rows());
        Standardisation contextStandard = Standardisation.of(contexts, trainedRows);
        contextStandard.apply(contexts);
        inputs = new ModelInputs(
                entityColumns,
                contextColumns,
                // Entity inputs stay raw: the inner loop's step depends on them (W_1 moves along x).
                Standardisation.of(entities, trainedEntities),
                contextStandard,
                entities.meanSquaredDenseNorm(trainedEntities));
    }

    /** Those rows alone, in the order of the positions. */
    static List<FeatureRow> select(List<FeatureRow> all, int[] rows) {
        return Arrays.stream(rows).mapToObj(all::get).toList();
    }

    /** Weight of all query rows of the tasks. */
    double queryWeight(List<Task> tasks) {
        return tasks.stream()
                .flatMap(t -> histories.rows(t.entity()).subList(t.cut(), t.queryTo()).stream())
                .mapToDouble(Interaction::weight)
                .sum();
    }
}
