package io.metarefresh.evaluation;

import io.metarefresh.prediction.Calibration;
import io.metarefresh.snapshot.InnerLoopSpec;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What made a report's figures: data, snapshot, settings, each a name and a text. */
final class ReportFacts {
    private ReportFacts() {}

    static Map<String, String> of(EvaluationReport report, Provenance provenance) {
        EvaluationReport.DataSummary data = report.data();
        EvaluationSettings settings = report.settings();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("data file", provenance.dataFile());
        facts.put(
                "data",
                String.format(
                        Locale.ROOT,
                        "%,d events, %,d members, %,d items",
                        data.events(),
                        data.members(),
                        data.items()));
        facts.put("time range", data.firstTime() + " to " + data.lastTime());
        facts.put(
                "split",
                String.format(
                        Locale.ROOT,
                        "at %s: the first %,d events (share %s) are for training, each of the %,d after is predicted before it "
                                + "joins the support set",
                        data.splitTime(),
                        data.eventsBeforeSplit(),
                        settings.trainShare(),
                        report.labels().length));
        facts.put(
                "predicted",
                String.format(
                        Locale.ROOT,
                        "%,d members, %,d of them new since the split; %.1f %% of the labels are positive",
                        data.predictedMembers(),
                        data.newMembers(),
                        100 * data.positiveShare()));
        facts.put("snapshot", report.modelName() + " version " + report.modelVersion());
        facts.put("manifest SHA-256", provenance.manifestSha256());
        facts.put("inner loop", innerLoop(report.innerLoop()));
        facts.put("seed", "" + settings.seed());
        facts.put(
                "intervals",
                settings.bootstrapReplicates() == 0
                        ? "none"
                        : String.format(
                                Locale.ROOT,
                                "95 %% percentiles of %,d bootstrap draws of members, the same draws for every column",
                                settings.bootstrapReplicates()));
        facts.put(
                "within members",
                "area under the curve inside each member that has labels on both sides, averaged with the number of its events as weight");
        report.columns().stream()
                .filter(c -> !c.settings().isEmpty())
                .forEach(c -> facts.put("settings of " + c.name(), c.settings()));
        if (!report.notes().isEmpty()) {
            facts.put("left out", String.join("; ", report.notes()));
        }
        facts.put(
                "calibration error",
                "expected calibration error over " + Calibration.BINS
                        + " bins of equal width: mean of |mean prediction − mean label|, weighted by the events in a bin");
        return facts;
    }

    private static String innerLoop(InnerLoopSpec spec) {
        return String.format(
                Locale.ROOT,
                "%d steps, %s loss, prior weight %s, newest %d rows within %s, half-life %s",
                spec.steps(),
                spec.loss().name().toLowerCase(Locale.ROOT),
                spec.priorWeight(),
                spec.supportMaxSize(),
                Durations.text(spec.supportHorizon()),
                spec.halfLife() == null ? "none" : Durations.text(spec.halfLife()));
    }
}
