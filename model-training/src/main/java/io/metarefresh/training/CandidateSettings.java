package io.metarefresh.training;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.LayerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Settings that suit differently shaped data; which of them suits is found on validation data. Which these are, and what else was tried,
 * is in decision record 0030.
 *
 * @param name short, for people and the manifest
 */
record CandidateSettings(String name, TrainingSettings settings) {
    private static final int BATCH_TASKS = 32;
    private static final InnerRates INNER_RATES = new InnerRates(30, 10);
    private static final double STRONG_DROPOUT = 0.8;
    /** Half-lives per typical history: of a taste that moves slowly, and of one that moves from sitting to sitting. */
    private static final int[] HALF_LIVES = {4, 24};

    private static final long LEAST_HALF_LIFE_MILLIS = Duration.ofMinutes(5).toMillis();

    /** The given settings; the same in a shallow network that adapts faster; that with more dropout; and that with recent interactions
     * counting more. */
    static List<CandidateSettings> of(TrainingSettings given, List<Interaction> interactions) {
        List<CandidateSettings> candidates = new ArrayList<>();
        candidates.add(new CandidateSettings("as given", given));
        TrainingSettings shallow = shallow(given);
        candidates.add(new CandidateSettings("shallow", shallow));
        TrainingSettings regular = withTableDropout(shallow, STRONG_DROPOUT);
        candidates.add(new CandidateSettings("shallow, dropout " + STRONG_DROPOUT, regular));
        if (given.innerLoop().halfLife() == null) {
            long span = typicalSpanMillis(new Histories(interactions, given.entity()));
            for (int halfLives : HALF_LIVES) {
                long millis = span / halfLives;
                if (millis >= LEAST_HALF_LIFE_MILLIS) {
                    Duration halfLife = Duration.ofSeconds(millis / 1000);
                    candidates.add(new CandidateSettings(
                            "shallow, dropout " + STRONG_DROPOUT + ", half-life " + halfLife,
                            regular.toBuilder()
                                    .innerLoop(regular.innerLoop().withHalfLife(halfLife))
                                    .build()));
                }
            }
        }
        return candidates;
    }

    /**
     * One global layer beside the product: the score is then linear in e ⊙ (cQ + q), so that a step of the last meta bias is one of a
     * factorisation machine, and much greater inner rates stay stable.
     */
    static TrainingSettings shallow(TrainingSettings given) {
        ModelShape shape = given.shape();
        List<LayerSpec> first = shape.globalLayers().subList(0, 1);
        OuterLoopSettings outer = given.outerLoop();
        return given.toBuilder()
                .shape(new ModelShape(shape.metaLayers(), first, shape.product(), shape.tableWidth()))
                .outerLoop(outer.toBuilder()
                        .sampling(outer.sampling().withBatchTasks(BATCH_TASKS))
                        .innerRates(INNER_RATES)
                        .build())
                .build();
    }

    private static TrainingSettings withTableDropout(TrainingSettings given, double dropout) {
        OuterLoopSettings outer = given.outerLoop();
        Regularisation regularisation = outer.regularisation().withTableDropout(dropout);
        return given.toBuilder()
                .outerLoop(outer.toBuilder().regularisation(regularisation).build())
                .build();
    }

    /**
     * The time that a typical history spans, where an interaction is counted to the history it belongs to: long members have more to
     * forget.
     */
    private static long typicalSpanMillis(Histories histories) {
        long[] spans = new long[histories.interactions().size()];
        int at = 0;
        for (int entity = 0; entity < histories.entities(); entity++) {
            List<Interaction> rows = histories.rows(entity);
            long span =
                    rows.get(rows.size() - 1).eventTimeMillis() - rows.get(0).eventTimeMillis();
            Arrays.fill(spans, at, at + rows.size(), span);
            at += rows.size();
        }
        Arrays.sort(spans);
        return spans.length == 0 ? 0 : spans[spans.length / 2];
    }
}
