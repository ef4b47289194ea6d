package io.metarefresh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that Maven does not filter name the version of the build all the same. */
class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "docker-compose.yml, metarefresh/(?:job|cli):(\\S+)",
        "deploy/docker/Dockerfile, metarefresh/(?:job|cli):(\\S+)",
        "deploy/kubernetes/base/deployment/flink-deployment.yaml, metarefresh/job:(\\S+)",
        "deploy/kubernetes/overlays/production/flink-deployment.yaml, metarefresh/job:(\\S+)",
        "docs/examples/embedding-reader/pom.xml, <groupId>io.metarefresh</groupId>\\s*<artifactId>[^<]+</artifactId>\\s*<version>([^<]+)<"
    })
    void everyFileThatNamesTheVersionNamesTheBuilds(String file, String pattern) {
        assertThat(Pattern.compile(pattern)
                        .matcher(DeployFiles.text(file))
                        .results()
                        .map(named -> named.group(1)))
                .isNotEmpty()
                .containsOnly(DeployFiles.version());
    }
}
