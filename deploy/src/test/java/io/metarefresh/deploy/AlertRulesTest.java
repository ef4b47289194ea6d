package io.metarefresh.deploy;

import static io.metarefresh.deploy.DeployFiles.at;
import static io.metarefresh.deploy.DeployFiles.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metarefresh.job.config.ConfigFile;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The alerts fire when they should and are silent when they should be. */
class AlertRulesTest {
    @Test
    void theUnitTestsOfTheRulesPass() throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        assumeTrue(Files.isExecutable(promtool), "skipped: no promtool (Debian: apt-get install prometheus)");
        assertThat(Commands.run(List.of(
                        promtool.toString(),
                        "test",
                        "rules",
                        at("deploy/monitoring/alerts-test.yml").toString())))
                .contains("SUCCESS");
    }

    /** The alert for a job of which nothing is heard has to know its name. */
    @Test
    void theJobsThatAreDeployedAreTheOneThatIsMissed() throws Exception {
        String namespace = (String) DeployFiles.yaml("deploy/kubernetes/overlays/production/kustomization.yaml")
                .get(0)
                .get("namespace");
        JobConfig live = ConfigFile.read(at("deploy/kubernetes/base/job.yaml"));
        assertThat(DeployFiles.text("deploy/monitoring/prometheus/alerts.yml"))
                .contains("absent(flink_jobmanager_job_uptime{namespace=\"" + namespace + "\", job_name=\""
                        + live.get(Options.JOB_NAME) + "\"})");
        assertThat(ConfigFile.read(at("deploy/compose/job.yaml")).get(Options.JOB_NAME))
                .isEqualTo(live.get(Options.JOB_NAME));
        Map<String, Object> scraped = map(((List<?>) DeployFiles.yaml("deploy/monitoring/prometheus/prometheus.yml")
                        .get(0)
                        .get("scrape_configs"))
                .get(0));
        assertThat(map(((List<?>) scraped.get("static_configs")).get(0)))
                .containsEntry("labels", Map.of("namespace", namespace));
    }

    @Test
    void everyRuleHasATestThatSeesItFire() {
        String tests = DeployFiles.text("deploy/monitoring/alerts-test.yml");
        List<?> groups = (List<?>) DeployFiles.yaml("deploy/monitoring/prometheus/alerts.yml")
                .get(0)
                .get("groups");
        List<?> rules = (List<?>) map(groups.get(0)).get("rules");
        assertThat(rules).hasSizeGreaterThan(5).allSatisfy(rule -> assertThat(tests)
                .contains("{alertname=\"" + map(rule).get("alert") + "\"}"));
    }
}
