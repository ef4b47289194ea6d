package io.metarefresh.deploy;

import static io.metarefresh.deploy.DeployFiles.at;
import static io.metarefresh.deploy.DeployFiles.map;
import static io.metarefresh.deploy.DeployFiles.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.cli.Metarefresh;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.TestingJob;
import io.metarefresh.job.TestingStack;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.local.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * docker-compose.yml without Docker: its one-shot services' own commands and scripts, its job configuration and its generator, run
 * in their order against a real broker and registry; only addresses and folders are replaced. Then what the running job exports.
 */
class RunningDeploymentIT {
    private static final String PREFIX = "flink_taskmanager_job_task_operator_metarefresh_";
    private static final Pattern METRIC = Pattern.compile("\\bflink_[A-Za-z0-9_]+");

    @TempDir
    static Path directory;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static JobClient job;
    private static int restPort;
    private static int metricsPort;

    @BeforeAll
    static void up() throws Exception {
        broker = LocalBroker.start(LocalBroker.Settings.in(directory.resolve("kafka")));
        registry = LocalRegistry.start(0);
        List<Integer> ports = LoopbackPorts.free(2);
        restPort = ports.get(0);
        metricsPort = ports.get(1);
        Map<String, Object> services =
                map(DeployFiles.yaml("docker-compose.yml").get(0).get("services"));

        metarefresh(texts(map(services.get("init-topics")).get("command")));
        script(map(services.get("init-schemas")));
        script(map(services.get("init-snapshot")));
        // Every service of compose starts again with "up": nothing may change or fail.
        metarefresh(texts(map(services.get("init-topics")).get("command")));
        script(map(services.get("init-snapshot")));

        job = RefreshJob.start(JobConfig.of(settings()));
        List<String> generator =
                new ArrayList<>(texts(map(services.get("generator")).get("command")));
        generator.replaceAll(argument -> argument.startsWith("--rate=") ? "--rate=500" : argument);
        generator.add("--events=1000");
        metarefresh(generator);
    }

    @AfterAll
    static void down() throws Exception {
        if (job != null) {
            TestingJob.cancel(job);
        }
        if (registry != null) {
            registry.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        Map<String, Object> file = new Yaml().load(here(DeployFiles.text("deploy/compose/job.yaml")));
        file.forEach((key, value) -> settings.put(key, String.valueOf(value)));
        settings.put("checkpoint.interval", "500 ms");
        // However few refreshes come of the interactions, they are measured.
        settings.put("lift.sample-ratio", "1");
        settings.put("flink.rest.port", Integer.toString(restPort));
        settings.put("flink.rest.bind-port", Integer.toString(restPort));
        settings.put("flink.metrics.reporters", "prometheus");
        settings.put(
                "flink.metrics.reporter.prometheus.factory.class",
                "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        settings.put("flink.metrics.reporter.prometheus.port", Integer.toString(metricsPort));
        return settings;
    }

    @Test
    void theHealthCheckIsGreenAndTheGeneratorsInteractionsAreAccepted() throws Exception {
        TestingStack.await("accepted", () -> value("interactions_accepted") == 1000);
        TestingStack.await("published", () -> value("refreshes_interaction") > 0);
        assertThat(value("interactions_dead_lettered")).isZero();
        Commands.run(List.of(at("deploy/docker/health").toString(), "job", Integer.toString(restPort)));
        Commands.run(List.of(at("deploy/docker/health").toString(), "metrics", Integer.toString(metricsPort)));
    }

    @Test
    void whatTheInnerLoopDoesAndWhatItIsWorthIsMeasured() {
        TestingStack.await("accepted", () -> value("interactions_accepted") == 1000);
        // There is none before a subtask has measured labels of both kinds.
        for (String area : List.of("lift_auc_adapted", "lift_auc_unadapted")) {
            TestingStack.await(area, () -> each(area).stream().allMatch(value -> value >= 0 && value <= 1));
        }
        assertThat(each("lift_auc_adapted")).hasSize(2);
        assertThat(each("lift_auc_unadapted")).hasSize(2).allMatch(area -> area >= 0 && area <= 1);
        assertThat(each("lift_loss_reduction")).hasSize(2).allMatch(Double::isFinite);
        assertThat(value("lift_loss_reduction")).isNotZero();
        assertThat(value("support_loss_after")).isPositive().isLessThan(value("support_loss_before"));
        assertThat(each("support_size")).anyMatch(rows -> rows > 1);
        assertThat(each("batch_fill_percent")).isNotEmpty().allMatch(percent -> percent >= 0 && percent <= 100);
    }

    @Test
    void everyMetricOfADashboardAnAlertOrTheReferenceIsExported() throws Exception {
        TestingStack.await("a checkpoint", () -> names().contains("flink_jobmanager_job_lastCheckpointFullSize"));
        TestingStack.await("accepted", () -> value("interactions_accepted") == 1000);
        Set<String> exported = names();
        Set<String> used = new TreeSet<>();
        for (String file : List.of(
                "deploy/monitoring/grafana/dashboards/metarefresh.json",
                "deploy/monitoring/prometheus/alerts.yml",
                "docs/metrics.md")) {
            METRIC.matcher(DeployFiles.text(file)).results().forEach(use -> used.add(use.group()));
        }
        used.remove(PREFIX);
        assertThat(used).hasSizeGreaterThan(30);
        assertThat(exported).containsAll(used);
    }

    @Test
    void theReferenceListsTheMetricsOfOursAndNoOther() {
        TestingStack.await("accepted", () -> value("interactions_accepted") == 1000);
        Set<String> listed = new TreeSet<>();
        DeployFiles.text("docs/metrics.md")
                .lines()
                .filter(line -> line.startsWith("| `") && !line.startsWith("| `flink_"))
                .forEach(line -> Pattern.compile("`([a-z_]+)`")
                        .matcher(line.split("\\|")[1])
                        .results()
                        .forEach(name -> listed.add(name.group(1))));
        Set<String> ours = new TreeSet<>();
        names().stream()
                .filter(name -> name.startsWith(PREFIX) && !name.endsWith("_count"))
                .forEach(name -> ours.add(name.substring(PREFIX.length())));
        assertThat(listed).isEqualTo(ours);
    }

    /** The sum over the subtasks. */
    private static double value(String metric) {
        return each(metric).stream().mapToDouble(value -> value).sum();
    }

    private static List<Double> each(String metric) {
        return exported()
                .lines()
                .filter(line -> line.matches(PREFIX + metric + "\\{.*"))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        exported().lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[{ ]")[0]));
        return names;
    }

    private static String exported() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void metarefresh(List<String> arguments) {
        String[] here = arguments.stream().map(RunningDeploymentIT::here).toArray(String[]::new);
        assertThat(Metarefresh.commandLine().execute(here))
                .as(String.join(" ", here))
                .isZero();
    }

    private static void script(Map<String, Object> service) throws Exception {
        List<String> entry = texts(service.get("entrypoint"));
        Path script = at("deploy/compose").resolve(Path.of(entry.get(1)).getFileName());
        Map<String, String> environment = new HashMap<>();
        map(service.get("environment")).forEach((key, value) -> environment.put(key, here(String.valueOf(value))));
        environment.put("PATH", at("bin") + ":" + System.getenv("PATH"));
        environment.put("METAREFRESH_LOG", directory.resolve("metarefresh.log").toString());
        Files.createDirectories(Path.of(environment.get("DATA")));
        Commands.run(List.of(entry.get(0), script.toString()), environment);
    }

    /** The same with this machine's addresses and folders. */
    private static String here(String text) {
        return text.replace("kafka:19092", broker.bootstrapServers())
                .replace("http://registry:8080/apis/ccompat/v7", registry.url())
                .replace("/var/lib/metarefresh", directory.resolve("data").toString());
    }
}
