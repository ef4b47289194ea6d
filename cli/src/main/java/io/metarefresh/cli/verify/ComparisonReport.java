package io.metarefresh.cli.verify;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.cli.verify.EmbeddingComparison.Example;
import io.metarefresh.cli.verify.EmbeddingComparison.Kind;
import io.metarefresh.client.EntityEmbedding;
import io.metarefresh.text.PrintableText;
import java.io.PrintWriter;

/** A comparison as text and as JSON. */
public final class ComparisonReport {
    private final RecordedTopic left;
    private final RecordedTopic right;
    private final EmbeddingComparison comparison;
    private final BadRecords badRecords;
    private final int readings;
    private final Verdict verdict;
    private final double shareNeeded;

    private enum Verdict {
        EQUAL,
        DIFFERENT,
        /** Nothing that was read differs, but not everything could be read. */
        UNPROVEN
    }

    /**
     * @param topics that were compared
     * @param shareNeeded of the vectors that must agree
     * @param skipBadRecords whether records that readers skip are no reason to prove nothing, as long as there are others
     */
    public ComparisonReport(
            RecordedTopic left,
            RecordedTopic right,
            TopicComparison topics,
            EmbeddingComparison comparison,
            double shareNeeded,
            boolean skipBadRecords) {
        this.left = left;
        this.right = right;
        this.comparison = comparison;
        this.badRecords = topics.badRecords();
        this.readings = topics.readings();
        this.shareNeeded = shareNeeded;
        this.verdict = verdict(skipBadRecords);
    }

    private Verdict verdict(boolean skipBadRecords) {
        if (!comparison.equal(shareNeeded)) {
            return Verdict.DIFFERENT;
        }
        boolean nothingRead = comparison.left() == 0 && comparison.right() == 0;
        return badRecords.count() > 0 && (nothingRead || !skipBadRecords) ? Verdict.UNPROVEN : Verdict.EQUAL;
    }

    /** Whether both topics are proven to hold the same. */
    public boolean equal() {
        return verdict == Verdict.EQUAL;
    }

    public void print(PrintWriter out) {
        out.printf("left   %s at %s: %,d members%n", left.topic(), left.endsAsText(), comparison.left());
        out.printf("right  %s at %s: %,d members%n", right.topic(), right.endsAsText(), comparison.right());
        out.printf("missing on the right    %,10d%n", comparison.count(Kind.MISSING));
        out.printf("extra on the right      %,10d%n", comparison.count(Kind.EXTRA));
        out.printf("stale on the right      %,10d%n", comparison.count(Kind.STALE));
        out.printf("stale on the left       %,10d%n", comparison.count(Kind.AHEAD));
        out.printf(
                "agree                   %,10d of %,d (%.2f %%, %.2f %% needed), largest difference %.1e of 1.0e-05%n",
                comparison.count(Kind.AGREES),
                comparison.compared(),
                100 * comparison.agreeing(),
                100 * shareNeeded,
                comparison.largestDifference());
        if (badRecords.count() > 0) {
            out.printf("records that readers skip %,8d%n", badRecords.count());
            out.println("  the first is " + PrintableText.of(badRecords.first().orElseThrow()));
        }
        if (readings > 1) {
            out.printf("readings of both topics %,10d%n", readings);
        }
        for (Example example : comparison.examples()) {
            out.printf(
                    "  %-8s %s: left %s, right %s%s%n",
                    example.kind().written(),
                    PrintableText.of(example.entityId()),
                    shown(example.left()),
                    shown(example.right()),
                    Double.isNaN(example.difference()) ? "" : ", difference %.1e".formatted(example.difference()));
        }
        out.println(
                switch (verdict) {
                    case EQUAL -> "Both topics hold the same.";
                    case DIFFERENT -> "The topics differ.";
                    case UNPROVEN -> "Nothing is proven: %,d of the records cannot be read."
                            .formatted(badRecords.count());
                });
        out.flush();
    }

    private static String shown(EntityEmbedding embedding) {
        return embedding == null ? "none" : "version " + embedding.modelVersion() + " as of " + embedding.asOf();
    }

    /** One line. */
    public String json() {
        ObjectNode report = new JsonMapper().createObjectNode();
        side(report.putObject("left"), left, comparison.left());
        side(report.putObject("right"), right, comparison.right());
        report.put("missing", comparison.count(Kind.MISSING));
        report.put("extra", comparison.count(Kind.EXTRA));
        report.put("stale", comparison.count(Kind.STALE));
        report.put("ahead", comparison.count(Kind.AHEAD));
        report.put("compared", comparison.compared());
        report.put("agreeing", comparison.count(Kind.AGREES));
        report.put("agreeing_share", comparison.agreeing());
        report.put("agreeing_share_needed", shareNeeded);
        report.put("largest_difference", comparison.largestDifference());
        report.put("bad_records", badRecords.count());
        badRecords.first().ifPresent(first -> report.put("first_bad_record", first));
        report.put("readings", readings);
        report.put("equal", equal());
        for (Example example : comparison.examples()) {
            ObjectNode one = report.withArray("examples").addObject();
            one.put("member", example.entityId());
            one.put("kind", example.kind().written());
            embedding(one, "left", example.left());
            embedding(one, "right", example.right());
            if (Double.isFinite(example.difference())) {
                one.put("difference", example.difference());
            }
        }
        return report.toString();
    }

    private static void side(ObjectNode side, RecordedTopic topic, long entities) {
        side.put("topic", topic.topic());
        ObjectNode ends = side.putObject("end_offsets");
        topic.ends().forEach((partition, end) -> ends.put(partition.toString(), end));
        side.put("members", entities);
    }

    private static void embedding(ObjectNode example, String side, EntityEmbedding embedding) {
        if (embedding != null) {
            ObjectNode node = example.putObject(side);
            node.put("model_version", embedding.modelVersion());
            node.put("as_of", embedding.asOf().toEpochMilli());
        }
    }
}
