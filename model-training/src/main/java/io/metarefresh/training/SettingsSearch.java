package io.metarefresh.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.snapshot.Snapshot;
import java.util.List;

/**
 * Trains each candidate on the same split, chooses the one with the least criterion on held-out members and later time, and trains it
 * anew with half of the held-out members among the others, from {@value #STARTS} starts, of which the better one stays. Nothing outside of the data given is looked at.
 */
final class SettingsSearch {
    /** Choosing needs more held-out members than stopping at the right pass does. */
    private static final double HELD_OUT_WHEN_CHOSEN = 0.5;
    /** How often the chosen one is trained, to depend less on where it began. */
    private static final int STARTS = 2;

    private final Dataset data;
    private final TrainingSettings given;
    private final ProgressListener listener;

    SettingsSearch(Dataset data, TrainingSettings given, ProgressListener listener) {
        this.data = data;
        this.given = given;
        this.listener = listener;
    }

    Snapshot train() {
        List<CandidateSettings> candidates = given.outerLoop().search()
                ? CandidateSettings.of(given, data.interactions())
                : List.of(new CandidateSettings("", given));
        ArrayNode search = JsonNodeFactory.instance.arrayNode();
        MetaTrainer trainer = null;
        MetaTrainer.Fit fit = null;
        for (CandidateSettings candidate : candidates) {
            MetaTrainer own = new MetaTrainer(data, candidate.settings(), listener);
            MetaTrainer.Fit found = own.fit(candidate.name());
            describe(search.addObject(), candidate, found);
            if (found.isBetterThan(fit)) {
                trainer = own;
                fit = found;
            }
        }
        if (candidates.size() > 1) {
            TrainingSettings chosen = onMoreMembers(trainer.settings());
            fit = null;
            List<Task> validation = null;
            for (int start = 0; start < STARTS; start++) {
                MetaTrainer own = new MetaTrainer(data, chosen, listener, start, validation);
                validation = own.validation();
                MetaTrainer.Fit found = own.fit("chosen, on more members, start " + (start + 1));
                if (found.isBetterThan(fit)) {
                    trainer = own;
                    fit = found;
                }
            }
        }
        return trainer.export(fit, candidates.size() > 1 ? search : null);
    }

    private static TrainingSettings onMoreMembers(TrainingSettings chosen) {
        OuterLoopSettings outer = chosen.outerLoop();
        double share = outer.validation().heldOutMembers() * HELD_OUT_WHEN_CHOSEN;
        return chosen.toBuilder()
                .outerLoop(outer.toBuilder()
                        .validation(outer.validation().withHeldOutMembers(share))
                        .build())
                .build();
    }

    private static void describe(ObjectNode node, CandidateSettings candidate, MetaTrainer.Fit fit) {
        node.put("candidate", candidate.name());
        node.put("passes", fit.curve().size());
        if (Double.isFinite(fit.criterion())) {
            node.put("criterion", Math.round(fit.criterion() * 1e6) / 1e6);
        }
    }
}
