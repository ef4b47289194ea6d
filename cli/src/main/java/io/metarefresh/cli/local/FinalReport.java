package io.metarefresh.cli.local;

import io.metarefresh.cli.agreement.Agreement;
import io.metarefresh.job.record.Accounting;
import java.util.Locale;

/** The account at the end: every interaction has an outcome, and every embedding is what it should be. */
final class FinalReport {
    private final Console console;

    FinalReport(Console console) {
        this.console = console;
    }

    /**
     * Prints it.
     *
     * @param produced interactions that were produced
     * @param onTopic records that lie on the topic
     * @return whether everything holds
     */
    boolean print(JobCounts counts, long produced, long onTopic, Agreement agreement, PlaybackCounters counters) {
        Accounting interactions = counts.interactions();
        boolean accounted = interactions.addsUp() && interactions.read() == onTopic && produced <= onTopic;
        console.line("");
        line("Interactions produced  %,10d", produced);
        line("  read by the job      %,10d", interactions.read());
        line("    accepted           %,10d", interactions.accepted());
        line("    duplicate          %,10d", interactions.duplicate());
        line("    superseded         %,10d", interactions.superseded());
        line("    forgotten          %,10d", interactions.forgotten());
        line("    dead-lettered      %,10d", interactions.deadLettered());
        line(
                "  read = accepted + duplicate + superseded + forgotten + dead-lettered: %s",
                accounted ? "yes, nothing is lost" : "NO, the topic holds " + onTopic);
        if (counts.profilesRead() > 0) {
            line(
                    "Profiles read          %,10d, dead-lettered %,d",
                    counts.profilesRead(), counts.profilesDeadLettered());
        }
        line("Embeddings published   %,10d, of these by the guard %,d", counts.published(), counts.guarded());
        EndToEndFreshness.Percentiles freshness = counters.freshness().all();
        line(
                "Freshness              p50 %s, p99 %s (event produced to embedding visible, %,d events)",
                LiveDisplay.millis(freshness.p50Millis()),
                LiveDisplay.millis(freshness.p99Millis()),
                freshness.events());
        Predictions.Areas areas = counters.predictions().areas();
        line(
                "AUC                    %s with the published embeddings, %s un-adapted (%,d predictions)",
                LiveDisplay.auc(areas.published()), LiveDisplay.auc(areas.unadapted()), areas.predictions());
        line(
                "Agreement with 'adapt' %,d of %,d members (%.2f %%), worst difference %.1e of 1.0e-05 allowed%s%s",
                agreement.agreeing(),
                agreement.entities(),
                100 * agreement.share(),
                agreement.worst(),
                agreement.missing() == 0 ? "" : ", WITHOUT AN EMBEDDING " + agreement.missing(),
                agreement.stale() == 0 ? "" : ", STALE " + agreement.stale());
        agreement.exceptions().forEach(one -> line("  %s", one.text()));
        boolean good = accounted && agreement.enough();
        line("%s", good ? "All of it holds." : "NOT ALL OF IT HOLDS.");
        return good;
    }

    private void line(String format, Object... arguments) {
        console.line(String.format(Locale.ROOT, format, arguments));
    }
}
