package io.metarefresh.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.snapshot.LayerSpec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What a snapshot's manifest says of the run that made it: data, settings, curve. Nothing in it depends on the clock. */
final class TrainingRecord {
    private TrainingRecord() {}

    static JsonNode of(
            TrainingSettings settings,
            Histories histories,
            int trainedRows,
            int validationRows,
            List<TrainingProgress> curve,
            JsonNode search) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode data = root.putObject("data");
        data.put("interactions", histories.interactions().size());
        data.put("entities", histories.entities());
        data.put("trained_on", trainedRows);
        data.put("validated_on", validationRows);
        histories.interactions().stream()
                .mapToLong(i -> i.eventTimeMillis())
                .min()
                .ifPresent(t -> data.put("first_event", Instant.ofEpochMilli(t).toString()));
        histories.interactions().stream()
                .mapToLong(i -> i.eventTimeMillis())
                .max()
                .ifPresent(t -> data.put("last_event", Instant.ofEpochMilli(t).toString()));
        root.set("settings", settings(settings));
        if (search != null) {
            root.set("search", search);
        }
        ArrayNode passes = root.putArray("curve");
        for (TrainingProgress progress : curve) {
            ObjectNode pass = passes.addObject();
            pass.put("pass", progress.pass());
            pass.put("training_loss", rounded(progress.trainingLoss()));
            if (Double.isFinite(progress.validationLoss())) {
                pass.put("validation_loss", rounded(progress.validationLoss()));
                pass.put("unadapted_loss", rounded(progress.unadaptedLoss()));
            }
            if (Double.isFinite(progress.validationAuc())) {
                pass.put("validation_auc", rounded(progress.validationAuc()));
            }
        }
        if (!curve.isEmpty()) {
            root.put("best_pass", curve.get(curve.size() - 1).bestPass());
        }
        return root;
    }

    private static ObjectNode settings(TrainingSettings settings) {
        OuterLoopSettings outer = settings.outerLoop();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("seed", settings.seed());
        node.put("meta_layers", layers(settings.shape().metaLayers()));
        node.put("global_layers", layers(settings.shape().globalLayers()));
        node.put("table_width", settings.shape().tableWidth());
        node.put("max_passes", outer.schedule().maxPasses());
        node.put("min_tasks_per_pass", outer.sampling().minTasksPerPass());
        node.put("max_tasks_per_pass", outer.sampling().maxTasksPerPass());
        node.put("batch_tasks", outer.sampling().batchTasks());
        node.put("query_rows", outer.sampling().queryRows());
        node.put("empty_support_share", outer.sampling().emptySupportShare());
        node.put("first_order", outer.optimizer().firstOrder());
        node.put("learning_rate", outer.optimizer().learningRate());
        node.put("max_gradient_norm", outer.optimizer().maxGradientNorm());
        node.put("initial_inner_rate", outer.innerRates().initial());
        node.put("inner_rate_factor", outer.innerRates().factor());
        node.put("averaging", outer.optimizer().averaging());
        node.put("table_dropout", outer.regularisation().tableDropout());
        node.put("unknown_id_share", outer.regularisation().unknownIdShare());
        node.put("table_weight_decay", outer.regularisation().tableWeightDecay());
        node.put("min_id_count", outer.regularisation().minIdCount());
        node.put("held_out_members", outer.validation().heldOutMembers());
        node.put("later_time", outer.validation().laterTime());
        node.put("max_validation_rows", outer.validation().maxRows());
        node.put("patience", outer.schedule().patience());
        node.put("rate_reductions", outer.schedule().rateReductions());
        if (outer.schedule().timeLimit() != null) {
            node.put("time_limit", outer.schedule().timeLimit().toString());
        }
        return node;
    }

    private static String layers(List<LayerSpec> layers) {
        return String.join(
                ", ",
                layers.stream()
                        .map(l -> l.units() + " " + l.activation().name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
