package io.metarefresh.deploy;

import static io.metarefresh.deploy.DeployFiles.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.strimzi.api.kafka.model.topic.KafkaTopicSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every field of the manifests is one that Kubernetes, the Prometheus operator or Strimzi has, of the right type. */
class KubernetesFieldsTest {
    private static final String FOLDER = "deploy/kubernetes/";
    private static final Map<String, Class<?>> KINDS = Map.of(
            "NetworkPolicy", NetworkPolicy.class,
            "ServiceAccount", ServiceAccount.class,
            "Role", Role.class,
            "RoleBinding", RoleBinding.class,
            "PodMonitor", PodMonitor.class);

    /** The classes keep fields that they do not know; here these are refused. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Test
    void everyFieldIsKnown() throws Exception {
        TreeSet<String> seen = new TreeSet<>();
        for (String file : List.of(
                "base/access.yaml",
                "base/network-policy.yaml",
                "base/pod-monitor.yaml",
                "base/topics.yaml",
                "base/deployment/flink-deployment.yaml",
                "backfill/topic.yaml",
                "backfill/flink-deployment.yaml")) {
            for (Map<String, Object> resource : DeployFiles.yaml(FOLDER + file)) {
                seen.add(check(resource));
            }
        }
        assertThat(seen)
                .containsExactly(
                        "FlinkDeployment",
                        "KafkaTopic",
                        "NetworkPolicy",
                        "PodMonitor",
                        "Role",
                        "RoleBinding",
                        "ServiceAccount");
    }

    /** Of a FlinkDeployment the pods, of a topic its specification; the kind. */
    private static String check(Map<String, Object> resource) throws JsonProcessingException {
        String kind = (String) resource.get("kind");
        switch (kind) {
            case "FlinkDeployment" -> read(map(resource, "spec", "podTemplate"), PodTemplateSpec.class);
            case "KafkaTopic" -> read(map(resource, "spec"), KafkaTopicSpec.class);
            default -> read(resource, KINDS.get(kind));
        }
        return kind;
    }

    private static void read(Map<String, Object> yaml, Class<?> type) throws JsonProcessingException {
        STRICT.treeToValue(DeployFiles.json(yaml), type);
    }

    @Test
    void aMisspeltFieldIsRefused() {
        Map<String, Object> policy =
                DeployFiles.yaml(FOLDER + "base/network-policy.yaml").get(0);
        map(policy, "spec").put("podSelektor", Map.of());
        assertThatThrownBy(() -> check(policy)).hasMessageContaining("podSelektor");
    }
}
