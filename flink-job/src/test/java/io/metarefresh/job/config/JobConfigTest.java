package io.metarefresh.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metarefresh.job.flink.FlinkSettings;
import io.metarefresh.snapshot.EntityKind;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigTest {
    private static final Placeholders NO_ENVIRONMENT = new Placeholders(Map.of("REGISTRY_PASSWORD", "s3cret")::get);

    private static JobConfig config(String... more) throws ConfigException {
        return JobConfig.of(TestingJobConfig.settings(more), NO_ENVIRONMENT);
    }

    private static List<String> problems(String... more) {
        return catchThrowableOfType(ConfigException.class, () -> config(more)).problems();
    }

    @Test
    void everythingElseHasADefault() throws ConfigException {
        JobConfig config = config();
        assertThat(config.get(Options.INTERACTIONS_TOPIC)).isEqualTo("interactions");
        assertThat(config.get(Options.ENTITY)).isEqualTo(EntityKind.MEMBER);
        assertThat(config.get(Options.DELIVERY)).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(config.get(Options.MIN_INTERVAL)).isZero();
        assertThat(config.get(Options.MAX_PARALLELISM)).isGreaterThanOrEqualTo(128);
        assertThat(config.find(Options.EXPIRE_AFTER)).isEmpty();
    }

    @Test
    void everyOptionThatIsDeclaredIsListed() throws IllegalAccessException {
        List<Option<?>> declared = new ArrayList<>();
        for (Field field : Options.class.getFields()) {
            if (field.getType() == Option.class) {
                declared.add((Option<?>) field.get(null));
            }
        }
        assertThat(Options.ALL).hasSameElementsAs(declared);
    }

    @Test
    void durationsAreReadInBothForms() throws ConfigException {
        assertThat(config("refresh.min-interval", "90 s").get(Options.MIN_INTERVAL))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(config("refresh.min-interval", "PT1M30S").get(Options.MIN_INTERVAL))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(config("refresh.min-interval", "2d").get(Options.MIN_INTERVAL))
                .isEqualTo(Duration.ofDays(2));
    }

    @Test
    void everyProblemIsListedAtOnceWithKeyAndValue() {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap-servers", "broker:9092");
        settings.put("refresh.min-interval", "soon");
        settings.put("refresh.batch-max-size", "0");
        settings.put("delivery.guarantee", "exactly_once");
        settings.put("group-id", "a");
        settings.put("input.bounded", "yes");
        List<String> problems = catchThrowableOfType(
                        ConfigException.class, () -> JobConfig.of(settings, NO_ENVIRONMENT))
                .problems();
        assertThat(problems).hasSize(7);
        assertThat(problems)
                .anySatisfy(
                        p -> assertThat(p).startsWith("refresh.min-interval: ").contains("'soon'"));
        assertThat(problems)
                .anySatisfy(p ->
                        assertThat(p).startsWith("refresh.batch-max-size: ").contains("'0'"));
        assertThat(problems)
                .contains("delivery.guarantee: expected at-least-once or exactly-once, found 'exactly_once'")
                .contains("group-id: unknown setting, value 'a'; did you mean kafka.group-id?")
                .contains("input.bounded: expected true or false, found 'yes'")
                .contains("registry.url: missing, it has no default")
                .contains("snapshot.uri: missing, it has no default");
    }

    @Test
    void secretsAreReplacedAndNeverPrinted() throws ConfigException {
        JobConfig config = config(
                "registry.client.basic.auth.user.info", "user:${env:REGISTRY_PASSWORD}",
                "kafka.client.ssl.key.password", "plain-text-password",
                "topics.interactions", "${env:REGISTRY_PASSWORD}");
        assertThat(config.registryClient()).containsEntry("basic.auth.user.info", "user:s3cret");
        assertThat(config.get(Options.INTERACTIONS_TOPIC)).isEqualTo("s3cret");
        assertThat(config.toString())
                .contains("registry.client.basic.auth.user.info: ******")
                .contains("kafka.client.ssl.key.password: ******")
                .contains("kafka.bootstrap-servers: broker:9092")
                .doesNotContain("s3cret")
                .doesNotContain("plain-text-password");
    }

    @Test
    void nameAndPasswordInAnAddressAreNeverPrinted() throws ConfigException {
        JobConfig config = config(
                "registry.url", "http://reader:sardine@one:8081,https://sardine@two/apis",
                "flink.metrics.reporter.push.host-url", "http://pusher:sardine@gateway",
                "snapshot.uri", "s3://models/recommender@5");
        assertThat(config.get(Options.REGISTRY_URL)).contains("reader:sardine@one");
        assertThat(config.toString())
                .contains("registry.url: http://******@one:8081,https://******@two/apis")
                .contains("http://******@gateway")
                .contains("snapshot.uri: s3://models/recommender@5")
                .doesNotContain("sardine");
        assertThat(problems("refresh.min-interval", "http://reader:sardine@one"))
                .singleElement()
                .asString()
                .doesNotContain("sardine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs.azure.account.key.store.blob.core.windows.net",
                "s3.secret-key",
                "metrics.reporter.datadog.apikey",
                "metrics.reporter.datadog.api-key",
                "state.store.auth-params",
                "gs.service-key",
                "security.delegation.token",
                "rest.basic-auth.of-proxy",
                "security.jaas.config",
                "rest.client.http-headers",
                "security.ssl.rest.key-password"
            })
    void whatFlinkHidesIsHiddenHere(String key) throws ConfigException {
        assertThat(GlobalConfiguration.isSensitive(key)).isTrue();
        assertThat(config("flink." + key, "sardine").toString())
                .contains("flink." + key + ": ******")
                .doesNotContain("sardine");
    }

    @Test
    void aWrongSecretIsNotPrintedEither() {
        assertThat(problems("refresh.min-interval", "${env:REGISTRY_PASSWORD}"))
                .singleElement()
                .asString()
                .startsWith("refresh.min-interval")
                .doesNotContain("s3cret");
    }

    @Test
    void aFileHoldsASecret(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "from-file\n");
        JobConfig config = config("kafka.client.sasl.jaas.config", "${file:" + file + "}");
        assertThat(config.kafkaClient()).containsEntry("sasl.jaas.config", "from-file");
    }

    @Test
    void aPlaceholderWithoutValueIsAProblem() {
        assertThat(problems("kafka.group-id", "${env:NOT_SET}", "job.name", "${vault:x}"))
                .containsExactly(
                        "job.name: '${vault:x}' is neither ${env:NAME} nor ${file:/path}",
                        "kafka.group-id: environment variable of '${env:NOT_SET}' is not set");
    }

    @Test
    void settingsOfOthersArePassedOnWithoutPrefix() throws ConfigException {
        JobConfig config = config("flink.rest.port", "8082", "kafka.client.security.protocol", "SSL");
        assertThat(config.flink()).isEqualTo(Map.of("rest.port", "8082"));
        assertThat(config.kafkaClient()).isEqualTo(Map.of("security.protocol", "SSL"));
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThat(problems("support.horizon", "10 d", "member.expire-after", "9 d", "member.ttl", "19 d"))
                .containsExactly(
                        "member.expire-after: 'PT216H' is shorter than the horizon PT240H",
                        "member.ttl: 'PT456H' is shorter than twice the horizon PT240H");
        assertThat(problems("topics.profiles", "interactions"))
                .containsExactly("topics.profiles: 'interactions' is also topics.interactions");
        assertThat(problems("job.parallelism", "9", "job.max-parallelism", "8"))
                .containsExactly("job.parallelism: '9' exceeds job.max-parallelism '8'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "checkpoint.interval        | 0 ms       | expected a duration of at least 10 ms",
                "checkpoint.interval        | 9 ms       | expected a duration of at least 10 ms",
                "checkpoint.timeout         | 0 ms       | expected a duration of at least 10 ms",
                "input.watermark-idleness   | 0 ms       | expected a duration of at least 1 ms",
                "input.watermark-idleness   | P200000D   | expected a duration of at most 100000 d",
                "input.max-clock-skew       | P200000D   | expected a duration of at most 100000 d",
                "job.heartbeat-interval     | PT0.0005S  | expected a duration of whole milliseconds",
                "job.max-parallelism        | 32769      | expected at most 32768"
            })
    void whatFlinkOrTheClockCannotCountIsRefused(String key, String value, String message) {
        assertThat(problems(key, value)).containsExactly(key + ": " + message + ", found '" + value + "'");
    }

    @Test
    void theShortestCheckpointIntervalIsOneThatFlinkTakes() throws ConfigException {
        Configuration flink = FlinkSettings.of(config(
                "checkpoint.interval", "10 ms",
                "checkpoint.timeout", "10 ms",
                "flink.pipeline.auto-generate-uids", "true"));
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(flink);
        env.fromData(1).print();
        assertThat(env.getStreamGraph().getJobGraph().isCheckpointingEnabled()).isTrue();
    }

    @Test
    void exactlyOnceNeedsAPrefixAndATimeoutThatOutlastsAnOutage() {
        assertThat(problems("delivery.guarantee", "exactly-once", "delivery.transaction-timeout", "7 min"))
                .hasSize(2)
                .anySatisfy(p -> assertThat(p).startsWith("delivery.transactional-id-prefix: missing"))
                .anySatisfy(p -> assertThat(p)
                        .startsWith("delivery.transaction-timeout: 'PT7M' must exceed")
                        .contains("PT7M10S"));
    }

    @Test
    void nestedAndDottedKeysAreTheSame(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("job.yaml"),
                """
                kafka:
                  bootstrap-servers: broker:9092
                  client: {security.protocol: SSL}
                registry.url: http://registry
                snapshot: {uri: /s}
                refresh: {batch-max-size: 12}
                """);
        JobConfig config = ConfigFile.read(file);
        assertThat(config.get(Options.BATCH_MAX_SIZE)).isEqualTo(12);
        assertThat(config.kafkaClient()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void aFileThatIsNoMappingIsRefusedWithItsName() {
        assertThatThrownBy(() -> ConfigFile.settings("job.yaml", "a: [1, 2"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("job.yaml")
                .hasMessageContaining("line");
        assertThatThrownBy(() -> ConfigFile.settings("job.yaml", "just text")).hasMessageContaining("no mapping");
        assertThatThrownBy(() -> ConfigFile.settings("job.yaml", "a: {b: 1}\na.b: 2"))
                .hasMessageContaining("a.b: set twice");
        assertThatThrownBy(() -> ConfigFile.settings("job.yaml", "a:\nb: [1]"))
                .hasMessageContaining("expected one value");
        assertThatThrownBy(() -> ConfigFile.read(Path.of("/no/such/file.yaml")))
                .hasMessageContaining("/no/such/file.yaml");
    }
}
