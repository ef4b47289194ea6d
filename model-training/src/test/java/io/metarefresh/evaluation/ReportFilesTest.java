package io.metarefresh.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TestingData;
import io.metarefresh.training.TestingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportFilesTest {
    private static final Provenance PROVENANCE =
            new Provenance("a <made-up> & small.csv", "0123456789abcdef".repeat(4));

    @TempDir
    static Path directory;

    private static EvaluationReport report;

    @BeforeAll
    static void writeOne() throws Exception {
        report = report(
                false,
                EvaluationSettings.defaults().toBuilder()
                        .bootstrapReplicates(50)
                        .build());
        ReportFiles.write(directory, report, PROVENANCE);
    }

    private static EvaluationReport report(boolean ratings, EvaluationSettings settings) {
        Dataset data = TestingData.oppositeTastes(30, 30, 12, false, false);
        if (ratings) {
            data = TestingData.relabelled(data, 4, 3);
        }
        int split = settings.eventsBeforeSplit(data.interactions().size());
        Dataset before = new Dataset(data.interactions().subList(0, split), data.profiles());
        Snapshot snapshot = MetaTrainer.train(before, TestingSettings.passes(4), ProgressListener.SILENT);
        return Evaluation.run(snapshot, data, settings, EvaluationListener.SILENT);
    }

    @Test
    void everyNamedFileIsWritten() {
        assertThat(ReportFiles.NAMES).allMatch(name -> Files.isRegularFile(directory.resolve(name)));
    }

    @Test
    void thePageIsWellFormedAndHoldsEveryFigureOfEveryTable() throws Exception {
        Document page = page(directory);
        List<ReportTable> expected = new ReportTables(report).all();
        NodeList tables = page.getElementsByTagName("table");
        assertThat(tables.getLength()).isEqualTo(expected.size()).isEqualTo(10);
        for (int t = 0; t < expected.size(); t++) {
            Element table = (Element) tables.item(t);
            assertThat(texts(table, "caption")).containsExactly(expected.get(t).caption());
            List<List<String>> rows = new ArrayList<>();
            NodeList found = ((Element) table.getElementsByTagName("tbody").item(0)).getElementsByTagName("tr");
            for (int r = 0; r < found.getLength(); r++) {
                List<String> cells = texts((Element) found.item(r), "th");
                cells.addAll(texts((Element) found.item(r), "td"));
                rows.add(cells);
            }
            assertThat(rows).isEqualTo(expected.get(t).rows());
        }
    }

    @Test
    void thePageSaysWhatMadeItAndNeedsNothingElse() throws Exception {
        String text = Files.readString(directory.resolve("report.html"));
        assertThat(page(directory).getElementsByTagName("dl").item(0).getTextContent())
                .contains(
                        PROVENANCE.dataFile(),
                        PROVENANCE.manifestSha256(),
                        "900 events, 30 members, 12 items",
                        "tiny version 1");
        assertThat(text.replace("http://www.w3.org/1999/xhtml", ""))
                .doesNotContain("http", "src=", "<script", "<link", "@import", "url(");
        assertThat(text).contains("prefers-color-scheme: dark");
    }

    @Test
    void noHeadingClaimsAResult() throws Exception {
        assertThat(texts(page(directory).getDocumentElement(), "h2"))
                .first()
                .isEqualTo("AUC by refresh of the embeddings");
    }

    @Test
    void everyPictureHasATitleAndADescription() throws Exception {
        NodeList pictures = page(directory).getElementsByTagName("svg");
        assertThat(pictures.getLength()).isEqualTo(3);
        for (int p = 0; p < pictures.getLength(); p++) {
            Element picture = (Element) pictures.item(p);
            assertThat(picture.getAttribute("role")).isEqualTo("img");
            assertThat(texts(picture, "title")).hasSize(1);
            assertThat(texts(picture, "desc")).hasSize(1);
        }
    }

    @Test
    void markdownHoldsTheSameTables() throws Exception {
        String text = Files.readString(directory.resolve("report.md"));
        for (ReportTable table : new ReportTables(report).all()) {
            table.rows().forEach(row -> assertThat(text).contains("| " + String.join(" | ", row) + " |"));
        }
    }

    @Test
    void jsonHoldsTheFiguresUnrounded() throws Exception {
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        assertThat(json.path("data").path("file").asText()).isEqualTo(PROVENANCE.dataFile());
        assertThat(json.path("manifest_sha256").asText()).isEqualTo(PROVENANCE.manifestSha256());
        assertThat(json.path("results")).hasSize(report.columns().size());
        assertThat(json.path("results").path(0).path("auc_interval")).hasSize(2);
        assertThat(json.path("results").path(0).path("calibration")).hasSize(10);
        assertThat(json.path("differences")).hasSize(10);
        assertThat(json.path("best_yardstick").asText())
                .isEqualTo(report.bestYardstick().orElseThrow().name());
        assertThat(json.path("results").findValues("auc_within_members"))
                .hasSizeGreaterThanOrEqualTo(report.columns().size());
        assertThat(json.path("results").findValuesAsText("settings")).hasSize(4);
        assertThat(json.path("where_it_wins").fieldNames())
                .toIterable()
                .containsExactly("interactions_seen", "member", "item_popularity");
        assertThat(json.path("cold_start").path(0).path("interactions_seen").asText())
                .isEqualTo(report.coldStart().buckets().get(0).title());
        assertThat(json.path("setting_effects").path("rows"))
                .hasSize(report.effects().rows().size());
    }

    @Test
    void theSnapshotsOwnSettingsInTheTableOfEffectsAreTheMainResult() {
        SettingEffects.Row own = report.effects().rows().get(0);
        assertThat(report.effects().all()).isTrue();
        // Batches differ, and with them the last bit.
        assertThat(own.auc()).isCloseTo(report.column("event").auc(), within(1e-4));
        assertThat(own.loss()).isCloseTo(report.column("event").loss(), within(1e-6));
        assertThat(report.effects().rows())
                .extracting(SettingEffects.Row::setting)
                .contains("inner steps", "support rows at most", "horizon");
        // Three steps learned: one step alone adapts less, and differently.
        assertThat(report.effects().rows().get(1).auc()).isNotEqualTo(own.auc());
    }

    @Test
    void aSampleForTheEffectsIsOfWholeMembersAndSaysSo() {
        EvaluationSettings settings = EvaluationSettings.of(List.of(RefreshPolicy.EVERY_EVENT)).toBuilder()
                .effects(true)
                .maxEffectEvents(100)
                .build();
        SettingEffects effects = report(false, settings).effects();
        assertThat(effects.all()).isFalse();
        assertThat(effects.events()).isBetween(100, 130);
        assertThat(effects.members()).isLessThan(30);
    }

    @Test
    void coldStartGroupsAddUpToAllEvents() {
        assertThat(report.coldStart().buckets().stream()
                        .mapToInt(ColdStart.Bucket::events)
                        .sum())
                .isEqualTo(report.labels().length);
        assertThat(ColdStart.bucketOf(0)).isZero();
        assertThat(ColdStart.bucketOf(4)).isEqualTo(2);
        assertThat(ColdStart.bucketOf(5)).isEqualTo(3);
        assertThat(ColdStart.bucketOf(1000)).isEqualTo(5);
        assertThat(List.of(ColdStart.title(0), ColdStart.title(2), ColdStart.title(5)))
                .containsExactly("0", "2–4", "20+");
    }

    @Test
    void everyWayToGroupEventsHoldsAllOfThem() {
        for (WhereItWins.Grouping grouping : report.whereItWins().groupings()) {
            assertThat(grouping.groups().stream()
                            .mapToInt(WhereItWins.Group::events)
                            .sum())
                    .as("%s", grouping.name())
                    .isEqualTo(report.labels().length);
        }
        assertThat(report.whereItWins().columns())
                .containsExactly(
                        "never", "event", report.bestYardstick().orElseThrow().name());
        // 900 events of 12 items: 630 before the split, and every item has had dozens.
        assertThat(report.whereItWins().groupings().get(2).groups()).hasSize(3).allSatisfy(g -> assertThat(g.events())
                .isBetween(60, 120));
    }

    @Test
    void ratingsHaveAPageWithoutCalibration(@TempDir Path other) throws Exception {
        EvaluationSettings settings = EvaluationSettings.of(List.of(RefreshPolicy.NEVER, RefreshPolicy.EVERY_EVENT));
        EvaluationReport ratings = report(true, settings);
        ReportFiles.write(other, ratings, PROVENANCE);
        assertThat(ratings.column("event").calibration()).isNull();
        assertThat(page(other).getElementsByTagName("svg").getLength()).isEqualTo(2);
        assertThat(Files.readString(other.resolve("report.html"))).contains("half squared error");
    }

    private static Document page(Path directory) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder()
                .parse(directory.resolve("report.html").toFile());
    }

    private static List<String> texts(Element parent, String tag) {
        NodeList nodes = parent.getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
