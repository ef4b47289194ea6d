package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of answer of a registry means. */
class ConfluentSchemaRegistryTest {
    private static final String RECORD =
            "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"R\\\",\\\"fields\\\":[]}\"}";

    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = new Ticker() {
        @Override
        public long read() {
            return nanos.get();
        }
    };
    private TestingRegistryServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestingRegistryServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ConfluentSchemaRegistry registry() {
        return new ConfluentSchemaRegistry(RegistrySettings.of(server.url()), ticker);
    }

    @Test
    void settingsThatMakeNoClientNameTheRegistry() {
        RegistrySettings settings = new RegistrySettings(
                server.url(), Map.of("schema.registry.ssl.truststore.location", "/no/such/truststore.jks"));
        assertThatThrownBy(() -> new ConfluentSchemaRegistry(settings))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll(server.url(), "the settings of its client", "/no/such/truststore.jks");
    }

    @Test
    void aKnownIdIsAskedForOnce() throws Exception {
        server.on("/schemas/ids/7", 200, RECORD);
        try (ConfluentSchemaRegistry registry = registry()) {
            Schema schema = registry.schemaById(7);
            nanos.addAndGet(Duration.ofDays(365).toNanos());
            assertThat(registry.schemaById(7)).isSameAs(schema);
            assertThat(schema.getFullName()).isEqualTo("R");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void anUnknownIdIsRememberedForAMinuteAndNoLonger() throws Exception {
        try (ConfluentSchemaRegistry registry = registry()) {
            assertThatThrownBy(() -> registry.schemaById(8)).isInstanceOf(UnknownSchemaException.class);
            nanos.addAndGet(Duration.ofSeconds(59).toNanos());
            assertThatThrownBy(() -> registry.schemaById(8)).isInstanceOf(UnknownSchemaException.class);
            assertThat(server.requests).hasSize(1);

            server.on("/schemas/ids/8", 200, RECORD);
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(registry.schemaById(8).getFullName()).isEqualTo("R");
        }
    }

    @Test
    void anIdOfAnotherKindOfSchemaIsDataToo() {
        server.on("/schemas/ids/1", 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}")
                .on("/schemas/ids/2", 200, "{\"schema\":\"{\\\"type\\\":\\\"nonsense\\\"}\"}");
        try (ConfluentSchemaRegistry registry = registry()) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("PROTOBUF");
            assertThatThrownBy(() -> registry.schemaById(2))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("not a valid Avro schema");
        }
    }

    @Test
    void referencesAreFollowed() throws Exception {
        server.on(
                        "/schemas/ids/3",
                        200,
                        "{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"R\\\"}\","
                                + "\"references\":[{\"name\":\"R\",\"subject\":\"r\",\"version\":1}]}")
                .on("/subjects/r/versions/1", 200, RECORD);
        try (ConfluentSchemaRegistry registry = registry()) {
            assertThat(registry.schemaById(3).getElementType().getFullName()).isEqualTo("R");
        }
    }

    @Test
    void everyOtherAnswerIsInfrastructure() {
        server.on("/schemas/ids/1", 500, "{\"error_code\":50001,\"message\":\"no store\"}")
                .on("/schemas/ids/2", 401, "{\"error_code\":401,\"message\":\"who are you\"}")
                .on("/schemas/ids/3", 404, "<html>no such page</html>")
                .on("/schemas/ids/4", 200, "<html>welcome</html>");
        try (ConfluentSchemaRegistry registry = registry()) {
            for (int id = 1; id <= 4; id++) {
                int asked = id;
                assertThatThrownBy(() -> registry.schemaById(asked))
                        .isInstanceOf(RegistryUnavailableException.class)
                        .hasMessageContaining(server.url())
                        .hasMessageContaining("schema id " + id);
            }
        }
    }

    @Test
    void aRegistryThatIsNotThereIsInfrastructureAndIsAskedAgain() throws Exception {
        String url = server.url();
        server.close();
        try (ConfluentSchemaRegistry registry = new ConfluentSchemaRegistry(RegistrySettings.of(url))) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(url);
            assertThatThrownBy(() -> registry.register("s", Features.getClassSchema()))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> registry.idOf("s", Features.getClassSchema()))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> registry.compatibility("s")).isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void passwordsAreSentButNeverShown() throws Exception {
        server.on("/schemas/ids/1", 200, RECORD);
        String expected = "Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
        RegistrySettings byUserInfo = new RegistrySettings(
                server.url(),
                Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:secret"));
        RegistrySettings byUrl = new RegistrySettings(
                "http://me:secret@" + server.host(), Map.of("basic.auth.credentials.source", "URL"));
        for (RegistrySettings settings : new RegistrySettings[] {byUserInfo, byUrl}) {
            try (ConfluentSchemaRegistry registry = new ConfluentSchemaRegistry(settings)) {
                registry.schemaById(1);
                assertThat(server.headers.get(server.headers.size() - 1).getFirst("Authorization"))
                        .isEqualTo(expected);
                server.on("/schemas/ids/2", 500, "{\"error_code\":50001,\"message\":\"no\"}");
                assertThatThrownBy(() -> registry.schemaById(2)).hasMessageNotContaining("secret");
            }
            assertThat(settings.toString()).doesNotContain("secret");
        }
    }

    @Test
    void tlsSettingsReachTheClient(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);

        try (TestingRegistryServer https = new TestingRegistryServer(tls).on("/schemas/ids/1", 200, RECORD);
                ConfluentSchemaRegistry trusting = new ConfluentSchemaRegistry(new RegistrySettings(
                        https.url(),
                        Map.of(
                                "schema.registry.ssl.truststore.location", store.toString(),
                                "schema.registry.ssl.truststore.password", "changeit",
                                "schema.registry.ssl.truststore.type", "PKCS12")));
                ConfluentSchemaRegistry strange = new ConfluentSchemaRegistry(RegistrySettings.of(https.url()))) {
            assertThat(trusting.schemaById(1).getFullName()).isEqualTo("R");
            assertThatThrownBy(() -> strange.schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("SSL");
        }
    }
}
