package io.metarefresh.deploy;

import static io.metarefresh.deploy.DeployFiles.at;
import static io.metarefresh.deploy.DeployFiles.map;
import static io.metarefresh.deploy.DeployFiles.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.ConfigFile;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.schemas.TopicDefinition;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** deploy/kubernetes agrees with the operator's resource definition, with the code, and with itself. */
class KubernetesTest {
    private static final String FOLDER = "deploy/kubernetes/";
    private static final Path KUBECTL = Path.of("/usr/bin/kubectl");

    @Test
    void theTopicsAreThoseThatTheCommandCreates() {
        Map<String, Map<String, Object>> declared = new HashMap<>();
        DeployFiles.yaml(FOLDER + "base/topics.yaml")
                .forEach(topic ->
                        declared.put(String.valueOf(map(topic, "metadata").get("name")), map(topic, "spec")));
        List<TopicDefinition> defined = Topics.all(TopicNames.DEFAULT, Topics.Sizing.of(12, (short) 3));
        assertThat(declared).hasSameSizeAs(defined);
        defined.forEach(topic -> assertSame(declared.get(topic.name()), topic));
    }

    @Test
    void theTopicOfTheBackfillIsLikeTheLiveOneAndTheOneThatItsJobWritesTo() throws Exception {
        Map<String, Object> topic =
                DeployFiles.yaml(FOLDER + "backfill/topic.yaml").get(0);
        String name = ConfigFile.read(at(FOLDER + "backfill/job.yaml")).get(Options.EMBEDDINGS_TOPIC);
        assertThat(map(topic, "metadata")).containsEntry("name", name);
        assertSame(map(topic, "spec"), Topics.metaEmbeddings(name, Topics.Sizing.of(12, (short) 3)));
    }

    private static void assertSame(Map<String, Object> declared, TopicDefinition topic) {
        assertThat(declared).as(topic.name()).isNotNull();
        assertThat(declared.get("partitions")).as(topic.name()).isEqualTo(topic.partitions());
        assertThat(declared.get("replicas")).as(topic.name()).isEqualTo((int) topic.replication());
        Map<String, String> config = new TreeMap<>();
        map(declared, "config").forEach((key, value) -> config.put(key, String.valueOf(value)));
        assertThat(config).as(topic.name()).isEqualTo(new TreeMap<>(topic.config()));
    }

    @Test
    void theBackfillSharesNothingWithTheLiveJobButItsInput() throws Exception {
        JobConfig live = ConfigFile.read(at(FOLDER + "base/job.yaml"));
        JobConfig backfill = ConfigFile.read(at(FOLDER + "backfill/job.yaml"));
        for (var option : List.of(Options.JOB_NAME, Options.GROUP_ID, Options.EMBEDDINGS_TOPIC)) {
            assertThat(backfill.get(option)).isNotEqualTo(live.get(option));
        }
        assertThat(backfill.get(Options.CHECKPOINT_DIRECTORY)).isNotEqualTo(live.get(Options.CHECKPOINT_DIRECTORY));
        for (var option : List.of(Options.INTERACTIONS_TOPIC, Options.PROFILES_TOPIC, Options.SNAPSHOT_URI)) {
            assertThat(backfill.get(option)).isEqualTo(live.get(option));
        }
        Object partitions = DeployFiles.yaml(FOLDER + "base/topics.yaml").stream()
                .filter(topic -> map(topic, "metadata").get("name").equals(live.get(Options.INTERACTIONS_TOPIC)))
                .map(topic -> map(topic, "spec").get("partitions"))
                .findFirst()
                .orElseThrow();
        for (var option : List.of(Options.START_OFFSETS, Options.END_OFFSETS)) {
            assertThat(backfill.find(option).orElseThrow().byPartition()).hasSize((Integer) partitions);
        }
        Set<Object> directories = new TreeSet<>();
        for (String folder : List.of("base", "backfill")) {
            Map<String, Object> flink = map(deployment(folder), "spec", "flinkConfiguration");
            directories.add(flink.get("high-availability.storageDir"));
            directories.add(flink.get("execution.checkpointing.savepoint-dir"));
        }
        assertThat(directories).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "backfill"})
    void aDeploymentRunsTheJobAsTheImageHoldsIt(String folder) throws Exception {
        Map<String, Object> spec = map(deployment(folder), "spec");
        Map<String, Object> job = map(spec, "job");
        assertThat(job.get("entryClass")).isEqualTo(RefreshJob.class.getName());
        assertThat(texts(job.get("args"))).containsExactly("--config", "/etc/metarefresh/job.yaml");
        assertThat(job.get("upgradeMode")).isEqualTo("savepoint");
        assertThat(DeployFiles.text("deploy/docker/assemble")).contains("/usrlib/metarefresh-job.jar");
        assertThat(job.get("jarURI")).isEqualTo("local:///opt/flink/usrlib/metarefresh-job.jar");
        String compose = DeployFiles.text("docker-compose.yml");
        assertThat(compose).contains("image: " + spec.get("image") + "\n");
        String pod = DeployFiles.json(map(spec, "podTemplate")).toString();
        Map<String, Object> kustomization =
                DeployFiles.yaml(FOLDER + folder + "/kustomization.yaml").get(0);
        Map<String, Object> generated = map(((List<?>) kustomization.get("configMapGenerator")).get(0));
        assertThat(pod)
                .contains("\"mountPath\":\"/etc/metarefresh\"")
                .contains("\"configMap\":{\"name\":\"" + generated.get("name") + "\"}")
                .contains("\"runAsNonRoot\":true", "\"containerPort\":9249");
        for (String resource : texts(kustomization.get("resources"))) {
            assertThat(at(FOLDER + folder + "/" + resource)).exists();
        }
        assertThat(map(spec, "flinkConfiguration"))
                .containsEntry("metrics.reporter.prometheus.port", "9249")
                .allSatisfy((key, value) -> assertThat(value).as(key).isInstanceOf(String.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "backfill"})
    void everySettingOfFlinkIsOneThatFlinkHas(String folder) throws Exception {
        Set<String> known = new TreeSet<>();
        for (Class<?> options : List.of(
                CheckpointingOptions.class,
                CoreOptions.class,
                HighAvailabilityOptions.class,
                JobManagerOptions.class,
                MetricOptions.class,
                TaskManagerOptions.class)) {
            for (var field : options.getFields()) {
                if (field.getType() == ConfigOption.class) {
                    known.add(((ConfigOption<?>) field.get(null)).key());
                }
            }
        }
        assertThat(map(deployment(folder), "spec", "flinkConfiguration").keySet())
                .filteredOn(key -> !key.startsWith("job.autoscaler.") && !key.startsWith("metrics.reporter."))
                .isNotEmpty()
                .allMatch(known::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/production", "overlays/small", "backfill"})
    void whatKustomizeMakesOfItSatisfiesTheOperatorsDefinition(String folder) throws Exception {
        JsonSchema schema = operatorsDefinition();
        assumeTrue(Files.isExecutable(KUBECTL), "skipped: no kubectl to run kustomize");
        String rendered = Commands.run(
                List.of(KUBECTL.toString(), "kustomize", at(FOLDER + folder).toString()));
        int deployments = 0;
        for (Object document : new Yaml().loadAll(rendered)) {
            if ("FlinkDeployment".equals(map(document).get("kind"))) {
                deployments++;
                assertThat(DeployFiles.problems(schema, map(document).get("spec")))
                        .isEmpty();
            }
        }
        assertThat(deployments).isEqualTo(1);
        assertThat(rendered).contains("kind: ConfigMap", "kind: KafkaTopic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "backfill"})
    void everyFieldOfADeploymentIsInTheOperatorsDefinitionAndAMisspeltOneIsNot(String folder) throws Exception {
        JsonSchema schema = operatorsDefinition();
        Map<String, Object> spec = map(deployment(folder), "spec");
        assertThat(DeployFiles.problems(schema, spec)).isEmpty();

        map(spec, "job").put("upgradMode", map(spec, "job").remove("upgradeMode"));
        spec.put("flinkVersion", "v9_9");
        assertThat(DeployFiles.problems(schema, spec))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("upgradMode"))
                .anyMatch(problem -> problem.contains("flinkVersion"));
    }

    /** The schema of a FlinkDeployment's specification, of the operator whose definition is among the schemas. */
    private static JsonSchema operatorsDefinition() throws IOException {
        Path definition = DeployFiles.schema("flinkdeployments.flink.apache.org-v1.yml");
        Map<String, Object> crd = new Yaml().load(Files.readString(definition));
        Object version = ((List<?>) map(crd, "spec").get("versions")).get(0);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                .getSchema(
                        closed(DeployFiles.json(map(map(version), "schema", "openAPIV3Schema", "properties", "spec"))));
    }

    /** Kubernetes drops, or refuses, fields that a definition does not name; plain JSON schema lets them pass. */
    private static JsonNode closed(JsonNode schema) {
        if (schema.isObject()) {
            var object = (ObjectNode) schema;
            object.forEach(KubernetesTest::closed);
            boolean open = object.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            if (object.path("properties").isObject()
                    && object.path("type").asText().equals("object")
                    && !open
                    && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        } else {
            schema.forEach(KubernetesTest::closed);
        }
        return schema;
    }

    @Test
    void everyJobConfigurationIsAccepted() {
        for (String file : List.of("base/job.yaml", "backfill/job.yaml")) {
            assertThatCode(() -> ConfigFile.read(at(FOLDER + file))).as(file).doesNotThrowAnyException();
        }
    }

    /** Where a backfill finds the live job's service account, network policy and pod monitor. */
    @Test
    void everythingIsInOneNamespace() {
        List<Object> namespaces = Stream.of("base", "overlays/production", "overlays/small", "backfill")
                .map(folder -> DeployFiles.yaml(FOLDER + folder + "/kustomization.yaml")
                        .get(0)
                        .get("namespace"))
                .toList();
        assertThat(namespaces).doesNotContainNull();
        assertThat(Set.copyOf(namespaces)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/production", "backfill"})
    void whatKustomizeMakesNamesItsNamespaceEverywhereAndIsTheDeploymentThatIsTestedHere(String folder)
            throws Exception {
        assumeTrue(Files.isExecutable(KUBECTL), "skipped: no kubectl to run kustomize");
        for (Object rendered : new Yaml()
                .loadAll(Commands.run(List.of(
                        KUBECTL.toString(), "kustomize", at(FOLDER + folder).toString())))) {
            Map<String, Object> resource = map(rendered);
            assertThat(map(resource, "metadata")).as(resource.toString()).containsEntry("namespace", "metarefresh");
            switch ((String) resource.get("kind")) {
                case "RoleBinding" -> assertThat(map(((List<?>) resource.get("subjects")).get(0)))
                        .containsEntry("namespace", "metarefresh");
                case "FlinkDeployment" -> assertThat(resource.get("spec"))
                        .isEqualTo(deployment(folder).get("spec"));
                default -> {}
            }
        }
    }

    /** That of base with what the folder changes. */
    private static Map<String, Object> deployment(String folder) {
        Map<String, Object> base = DeployFiles.yaml(FOLDER + "base/deployment/flink-deployment.yaml")
                .get(0);
        return folder.equals("base")
                ? base
                : patched(
                        base,
                        DeployFiles.yaml(FOLDER + folder + "/flink-deployment.yaml")
                                .get(0));
    }

    /** As kustomize patches a custom resource: null removes, a list takes the other's place. */
    private static Map<String, Object> patched(Map<String, Object> base, Map<String, Object> patch) {
        Map<String, Object> result = new LinkedHashMap<>(base);
        patch.forEach((key, value) -> {
            if (value == null) {
                result.remove(key);
            } else if (value instanceof Map && result.get(key) instanceof Map) {
                result.put(key, patched(map(result.get(key)), map(value)));
            } else {
                result.put(key, value);
            }
        });
        return result;
    }
}
