package io.metarefresh.deploy;

import static io.metarefresh.deploy.DeployFiles.at;
import static io.metarefresh.deploy.DeployFiles.map;
import static io.metarefresh.deploy.DeployFiles.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.metarefresh.cli.Metarefresh;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.ConfigFile;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docker-compose.yml agrees with the code and with every file that it names. */
class ComposeFileTest {
    private final Map<String, Object> compose =
            DeployFiles.yaml("docker-compose.yml").get(0);
    private final Map<String, Object> services = map(compose.get("services"));

    @Test
    void itSatisfiesTheComposeSpecification() throws Exception {
        ObjectNode json = (ObjectNode) new ObjectMapper()
                .readTree(DeployFiles.schema("compose-spec.json").toFile());
        // Its $id is no absolute URI, which the validator insists on.
        json.remove("$id");
        var factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
        var specification = factory.getSchema(json);
        assertThat(DeployFiles.problems(specification, compose)).isEmpty();
        assertThat(DeployFiles.problems(
                        specification,
                        DeployFiles.yaml("deploy/compose/prebuilt.yaml").get(0)))
                .isEmpty();
    }

    @Test
    void everyPortIsOnTheLoopbackInterfaceAndPublishedOnce() {
        List<String> ports = services.values().stream()
                .flatMap(service -> texts(map(service).get("ports")).stream())
                .toList();
        assertThat(ports).hasSizeGreaterThan(4).allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
        assertThat(ports.stream().map(port -> port.split(":")[1])).doesNotHaveDuplicates();
    }

    @Test
    void everyImageHasAVersionAndOursTheBuilds() {
        services.forEach(
                (name, service) -> assertThat(String.valueOf(map(service).get("image")))
                        .as(name)
                        .matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+"));
        assertThat(services.values().stream().map(s -> String.valueOf(map(s).get("image"))))
                .filteredOn(image -> image.startsWith("metarefresh/"))
                .allMatch(image -> image.endsWith(":" + DeployFiles.version()));
        assertThat(image("kafka")).endsWith(":" + property("kafka.version"));
        assertThat(image("registry")).endsWith(":" + property("apicurio.version"));
        assertThat(DeployFiles.text("deploy/docker/Dockerfile"))
                .containsPattern("(?m)^ARG FLINK_IMAGE=flink:" + Pattern.quote(property("flink.version")) + "-java"
                        + property("maven.compiler.release") + "@sha256:[0-9a-f]{64}$");
    }

    @Test
    void everyBuildTargetIsAStageAndEveryMountedFileExists() {
        String dockerfile = DeployFiles.text("deploy/docker/Dockerfile");
        Set<String> named = new TreeSet<>();
        services.forEach((name, value) -> {
            Map<String, Object> build = map(map(value).get("build"));
            if (!build.isEmpty()) {
                assertThat(dockerfile).as(name).contains(" AS " + build.get("target") + "\n");
                assertThat(at(String.valueOf(build.get("dockerfile")))).isRegularFile();
            }
            for (String mount : texts(map(value).get("volumes"))) {
                String source = mount.split(":")[0];
                if (source.startsWith("./")) {
                    assertThat(at(source)).as(name).exists();
                } else {
                    named.add(source);
                }
            }
        });
        assertThat(map(compose.get("volumes")).keySet()).isEqualTo(named);
    }

    /** A volume takes its owner from the folder in the image: where there is none it is root's, and flink cannot write to it. */
    @Test
    void everyVolumeOfOursIsAFolderThatTheImageMakesForFlink() {
        services.forEach((name, value) -> {
            Object target = map(map(value).get("build")).get("target");
            texts(map(value).get("volumes")).stream()
                    .filter(mount -> target != null && !mount.startsWith("./"))
                    .forEach(mount -> assertThat(stage(String.valueOf(target)))
                            .as(name)
                            .containsPattern("mkdir -p [^&]*" + Pattern.quote(mount.split(":")[1]) + "\\s")
                            .containsPattern("chown -R flink:flink [^&]*/var/lib/metarefresh\\s"));
        });
    }

    private static String stage(String target) {
        return Pattern.compile("(?m)^FROM ")
                .splitAsStream(DeployFiles.text("deploy/docker/Dockerfile"))
                .filter(stage -> stage.lines().findFirst().orElse("").endsWith(" AS " + target))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void dependenciesAreServicesThatCanReachTheAwaitedCondition() {
        services.forEach((name, value) -> {
            if (!(map(value).get("depends_on") instanceof Map<?, ?> awaited)) {
                return;
            }
            awaited.forEach((other, how) -> {
                Map<String, Object> service = map(services.get(String.valueOf(other)));
                assertThat(service).as(name + " awaits " + other).isNotEmpty();
                switch (String.valueOf(map(how).get("condition"))) {
                    case "service_healthy" -> assertThat(service).containsKey("healthcheck");
                    case "service_completed_successfully" -> assertThat(service).containsEntry("restart", "no");
                    default -> assertThat(map(how)).containsEntry("condition", "service_started");
                }
            });
        });
    }

    @Test
    void everyCommandOfOursIsOneThatTheCommandLineKnows() {
        assertThat(ourCommands()).hasSize(2);
        for (List<String> command : ourCommands()) {
            assertThatCode(() -> Metarefresh.commandLine().parseArgs(command.toArray(String[]::new)))
                    .as(String.join(" ", command))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theJobManagerRunsTheJobOnAConfigurationThatTheJobAccepts() throws Exception {
        List<String> command = texts(map(services.get("jobmanager")).get("command"));
        assertThat(command)
                .startsWith("standalone-job", "--job-classname", RefreshJob.class.getName(), "--")
                .endsWith("--config", "/etc/metarefresh/job.yaml");
        assertThat(texts(map(services.get("jobmanager")).get("volumes")))
                .contains("./deploy/compose/job.yaml:/etc/metarefresh/job.yaml:ro");
        JobConfig config = ConfigFile.read(at("deploy/compose/job.yaml"));
        String properties = String.valueOf(
                map(map(services.get("taskmanager")).get("environment")).get("FLINK_PROPERTIES"));
        assertThat(properties)
                .as("enough slots")
                .contains("taskmanager.numberOfTaskSlots: "
                        + config.find(Options.PARALLELISM).orElseThrow());
        assertThat(texts(map(services.get("taskmanager")).get("volumes")))
                .as("both processes see checkpoints and snapshots")
                .isEqualTo(texts(map(services.get("jobmanager")).get("volumes")));
        for (String directory : List.of(
                config.get(Options.SNAPSHOT_URI),
                config.find(Options.CHECKPOINT_DIRECTORY).orElseThrow())) {
            assertThat(texts(map(services.get("taskmanager")).get("volumes")).stream()
                            .map(mount -> mount.split(":")[1]))
                    .anyMatch(mounted -> directory.replace("file://", "").startsWith(mounted));
        }
        assertThat(config.get(Options.BOOTSTRAP_SERVERS)).isEqualTo("kafka:19092");
        assertThat(config.get(Options.REGISTRY_URL)).isEqualTo("http://registry:8080/apis/ccompat/v7");
    }

    /** The entry point of Flink's image takes every blank out of a line of them: two options of Java would become one. */
    @Test
    void noPropertyOfFlinkHasABlankInItsValue() {
        for (String service : List.of("jobmanager", "taskmanager")) {
            Map<String, Object> environment = map(map(services.get(service)).get("environment"));
            assertThat(String.valueOf(environment.get("FLINK_PROPERTIES")).lines())
                    .as(service)
                    .isNotEmpty()
                    .allMatch(line -> line.matches("[a-zA-Z.-]+: \\S+"));
            assertThat(environment)
                    .extractingByKeys("FLINK_ENV_JAVA_OPTS_JM", "FLINK_ENV_JAVA_OPTS_TM")
                    .allMatch(options -> String.valueOf(options).matches("(-D\\S+=\\S+ ?)+"));
        }
    }

    @Test
    void whateverConnectsToAServiceUsesAPortOnWhichItListens() {
        String all = DeployFiles.text("docker-compose.yml")
                + DeployFiles.text("deploy/compose/job.yaml")
                + DeployFiles.text("deploy/monitoring/prometheus/prometheus.yml")
                + DeployFiles.text("deploy/monitoring/grafana/provisioning/datasources/prometheus.yaml");
        Map<String, Set<String>> listening = listening();
        Pattern address = Pattern.compile("\\b(" + String.join("|", listening.keySet()) + "):(\\d{4,5})\\b");
        List<MatchResult> found = address.matcher(all).results().toList();
        assertThat(found).hasSizeGreaterThan(8);
        found.forEach(m -> assertThat(listening.get(m.group(1))).as(m.group()).contains(m.group(2)));
        assertThat(metricsPort()).isEqualTo("9249");
    }

    /** Where one of the images listens, for the others; what has no setting here are the defaults of the images. */
    private Map<String, Set<String>> listening() {
        return Map.of(
                "kafka", Set.of(listener("INSIDE"), listener("CONTROLLER")),
                "registry", Set.of("8080"),
                "jobmanager", Set.of(metricsPort(), "8081"),
                "taskmanager", Set.of(metricsPort()),
                "prometheus", Set.of("9090"));
    }

    private String listener(String name) {
        String listeners = String.valueOf(
                map(map(services.get("kafka")).get("environment")).get("KAFKA_LISTENERS"));
        return listeners.replaceAll(".*\\b" + name + "://:(\\d+).*", "$1");
    }

    private String metricsPort() {
        String properties = String.valueOf(
                map(map(services.get("taskmanager")).get("environment")).get("FLINK_PROPERTIES"));
        return properties.replaceAll("(?s).*metrics\\.reporter\\.prometheus\\.port: (\\d+).*", "$1");
    }

    @Test
    void everyPublishedPortIsOneOnWhichItsServiceListens() {
        Map<String, String> listening = Map.of(
                "kafka", listener("OUTSIDE"),
                "registry", "8080",
                "jobmanager", "8081",
                "prometheus", "9090",
                "grafana", "3000");
        Set<String> publishing = new TreeSet<>();
        services.forEach((name, service) -> texts(map(service).get("ports")).forEach(port -> {
            publishing.add(name);
            assertThat(port).as(name).endsWith(":" + listening.get(name));
        }));
        assertThat(publishing).isEqualTo(listening.keySet());
        assertThat(map(map(services.get("kafka")).get("environment")).get("KAFKA_ADVERTISED_LISTENERS"))
                .asString()
                .contains("INSIDE://kafka:" + listener("INSIDE"), "OUTSIDE://127.0.0.1:" + listener("OUTSIDE"));
    }

    @Test
    void healthChecksAreThoseOfTheImageAndAskWhereTheProcessListens() {
        String dockerfile = DeployFiles.text("deploy/docker/Dockerfile");
        assertThat(dockerfile)
                .contains(" health /opt/flink/bin/metarefresh-health\n")
                .contains("CMD [\"metarefresh-health\", \"metrics\", \"" + metricsPort() + "\"]");
        assertThat(healthCheck("jobmanager")).containsExactly("CMD", "metarefresh-health", "job", "8081");
        assertThat(healthCheck("taskmanager")).containsExactly("CMD", "metarefresh-health", "metrics", metricsPort());
        assertThat(healthCheck("kafka")).endsWith("kafka:" + listener("INSIDE"));
    }

    private List<String> healthCheck(String service) {
        return texts(map(map(services.get(service)).get("healthcheck")).get("test"));
    }

    @Test
    void bothScriptsUseOnlyVariablesThatTheirServiceSets() throws Exception {
        for (String name : List.of("init-schemas", "init-snapshot")) {
            Set<String> given = map(map(services.get(name)).get("environment")).keySet();
            Pattern.compile("\\$\\{?([A-Z_]+)")
                    .matcher(Files.readString(at("deploy/compose/" + name)))
                    .results()
                    .forEach(use -> assertThat(given).as(name).contains(use.group(1)));
        }
    }

    private List<List<String>> ourCommands() {
        return services.values().stream()
                .map(DeployFiles::map)
                .filter(service -> service.get("image").equals("metarefresh/cli:" + DeployFiles.version())
                        && service.containsKey("command"))
                .map(service -> texts(service.get("command")))
                .toList();
    }

    private String image(String service) {
        return String.valueOf(map(services.get(service)).get("image"));
    }

    private static String property(String name) {
        return DeployFiles.text("pom.xml").replaceAll("(?s).*?<" + name + ">([^<]+)</.*", "$1");
    }
}
