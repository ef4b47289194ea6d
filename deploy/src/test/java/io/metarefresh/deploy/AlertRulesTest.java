package io.metarefresh.deploy;

import static io.metarefresh.deploy.DeployFiles.at;
import static io.metarefresh.deploy.DeployFiles.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
