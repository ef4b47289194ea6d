package io.metarefresh.dashboard;

import static io.metarefresh.dashboard.TestingRecords.embedding;
import static io.metarefresh.dashboard.TestingRecords.interaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metarefresh.snapshot.EntityKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
class LivePageIT {
    /** An id that would be markup if it were ever taken as such. */
    private static final String STRANGE = "<img src=x onerror=alert(1)>";

    @TempDir
    private Path directory;

    private volatile LiveView view = new LiveView(EntityKind.MEMBER, null);
    private volatile long behindRecords;
    private volatile String snapshotTrouble;
    private PageServer server;
    private TestingBrowser browser;

    @BeforeEach
    void open() throws Exception {
        Optional<Path> chromium = TestingBrowser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium in /usr/bin: the page is not looked at in a browser");
        server = PageServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of(
                        "/state",
                        query -> {
                            Map<String, Object> state = view.state(System.currentTimeMillis());
                            state.put("trouble", null);
                            state.put("snapshot_trouble", snapshotTrouble);
                            state.put("topic", "meta-embeddings");
                            state.put("behind_records", behindRecords);
                            return Optional.of(state);
                        },
                        "/entity",
                        query -> view.entity(query.getOrDefault("id", ""), System.currentTimeMillis()),
                        "/ids",
                        query -> Optional.of(view.idsWith(query.getOrDefault("prefix", ""), 20))));
        publish("m1", 1);
        publish(STRANGE, 1);
        view.heartbeat("job/0", TestingRecords.heartbeat("job"), System.currentTimeMillis());
        view.deadLetter(new DeadLetters.Letter(
                System.currentTimeMillis(), "CLOCK", "event_time <b>bold</b>", "interactions-0@7"));
        browser = TestingBrowser.open(chromium.get(), directory, server.url(), 1280, 900);
        browser.await("Number(document.body.dataset.updates) >= 1");
    }

    @AfterEach
    void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void publish(String member, long millis) {
        long now = System.currentTimeMillis();
        view.interaction(interaction(member, millis, 1), now - 7, now);
        view.embedding(embedding(member, millis, millis, 1), now);
    }

    private String text(String id) throws Exception {
        return browser.value("document.getElementById('" + id + "').textContent")
                .asText();
    }

    @Test
    void loadsWithoutErrorsAndShowsWhatThereIs() throws Exception {
        browser.await("document.querySelectorAll('.chart canvas').length >= 3");
        assertThat(text("status")).isEqualTo("following the topics");
        assertThat(text("now-p50")).isEqualTo("7 ms");
        assertThat(text("jobs")).contains("job: alive");
        assertThat(text("letters")).contains("CLOCK", "event_time <b>bold</b>");
        assertThat(text("lift-empty")).contains("--snapshot");
        assertThat(browser.value("document.querySelectorAll('img, b').length").asInt())
                .isZero();
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void followsWhatHappens() throws Exception {
        assertThat(text("read")).startsWith("2 interactions and 2 embeddings");
        publish("m2", 2);
        browser.await("document.getElementById('read').textContent.startsWith('3 interactions and 3 embeddings')");
        browser.await("document.getElementById('map').getAttribute('aria-label').startsWith('Map of 3 embeddings')");
        view.heartbeat("job/0", TestingRecords.endedHeartbeat("job"), System.currentTimeMillis() - 86_400_000);
        browser.await("document.getElementById('jobs').textContent.startsWith('job: ended, heartbeat 1 d ago')");
        view.silent("job/0");
        browser.await("document.getElementById('jobs').textContent === 'No heartbeat.'");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aPageThatIsBehindSaysSo() throws Exception {
        browser.await("Number(document.body.dataset.updates) >= 2");
        behindRecords = 1_234_567;
        browser.await("document.getElementById('status').textContent === '1,234,567 records behind'");
        behindRecords = 100;
        browser.await("document.getElementById('status').textContent === 'following the topics'");
    }

    @Test
    void aRolloutThatThePageHasNotFollowedIsSaidAndWhy() throws Exception {
        String note = "document.getElementById('lift-note')";
        view = new LiveView(EntityKind.MEMBER, new TestingPredictor(1));
        publish("m1", 1);
        browser.await("!document.getElementById('lift').hidden");
        assertThat(browser.value(note + ".hidden").asBoolean()).isTrue();
        view.embedding(TestingRecords.embeddingOf(2), System.currentTimeMillis());
        browser.await("!" + note + ".hidden && " + note
                + ".textContent === 'Un-adapted is of snapshot version 1, published up to version 2: being loaded.'");
        snapshotTrouble = "version 2 cannot be loaded: it is not there";
        browser.await(note + ".textContent.endsWith('version 2: version 2 cannot be loaded: it is not there.')");
        view.predictWith(new TestingPredictor(2));
        browser.await(note + ".hidden");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void anEntityIsLookedUpByTheKeyboardAndItsHistoryGoesOn() throws Exception {
        browser.value("document.getElementById('lookup-id').focus()");
        for (char key : "m1".toCharArray()) {
            browser.send("Input.dispatchKeyEvent", Map.of("type", "char", "text", String.valueOf(key)));
        }
        browser.send(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", "Enter", "text", "\r", "windowsVirtualKeyCode", 13));
        browser.await("!document.getElementById('entity').hidden");
        assertThat(text("entity-facts")).contains("m1", "INTERACTION", "0.7000 → 0.5000");
        assertThat(browser.value("document.querySelectorAll('#publications tr').length")
                        .asInt())
                .isEqualTo(1);
        publish("m1", 2);
        browser.await("document.querySelectorAll('#publications tr').length === 2");
        browser.await("document.querySelectorAll('#interactions tr').length === 2");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aTimeThatABrowserCannotWriteDownIsADash() throws Exception {
        publish("m9", 3);
        view.embedding(embedding("m9", 1_700_000_000_000_000_000L, 1, 1), System.currentTimeMillis());
        browser.value("lookUp('m9')");
        browser.await("document.getElementById('entity-facts').textContent.includes('as of– UTC')");
        browser.value("delete document.body.dataset.updates");
        browser.await("Number(document.body.dataset.updates) >= 1");
        assertThat(text("status")).isEqualTo("following the topics");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void whoIsNotThereIsSaidSo() throws Exception {
        browser.value("document.getElementById('lookup-id').value = 'nobody'");
        browser.value("document.getElementById('lookup').requestSubmit()");
        browser.await("document.getElementById('entity-empty').textContent.includes(\"Nothing of 'nobody'\")");
    }

    @Test
    void aStrangeIdIsText() throws Exception {
        browser.await("[...document.querySelectorAll('#recent button')].some(b => b.textContent.startsWith('<img'))");
        browser.value(
                "[...document.querySelectorAll('#recent button')].find(b => b.textContent.startsWith('<img')).click()");
        browser.await("!document.getElementById('entity').hidden");
        assertThat(text("entity-facts")).contains(STRANGE);
        assertThat(browser.value("document.querySelectorAll('img').length").asInt())
                .isZero();
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void everyControlHasANameAndNothingIsWiderThanAPhone() throws Exception {
        assertThat(browser.value("[...document.querySelectorAll('button, input, [role=img], [role=region], meter')]"
                                + ".filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || (e.labels && e.labels.length)))"
                                + ".length")
                        .asInt())
                .isZero();
        browser.send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 800, "deviceScaleFactor", 1, "mobile", true));
        browser.await("innerWidth === 390 && document.documentElement.scrollWidth <= 390");
    }
}
