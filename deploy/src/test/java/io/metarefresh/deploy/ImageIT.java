package io.metarefresh.deploy;

import static io.metarefresh.deploy.DeployFiles.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.snapshot.EntityKind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the image is made of, without Docker: laid out by the script, complete, and enough to adapt with. */
class ImageIT {
    @TempDir
    static Path directory;

    private static Path image;

    @BeforeAll
    static void assemble() throws Exception {
        image = directory.resolve("image");
        Commands.run(List.of(at("deploy/docker/assemble").toString(), image.toString()));
    }

    @Test
    void theDockerfileCopiesExactlyWhatIsAssembled() throws Exception {
        Set<String> copied = Pattern.compile("(?m)^COPY --from=assembled (?:--\\S+ )*(\\S+) ")
                .matcher(DeployFiles.text("deploy/docker/Dockerfile"))
                .results()
                .map(m -> m.group(1).replaceAll("/$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> made = Files.list(image)) {
            assertThat(made.map(path -> path.getFileName().toString())).containsExactlyInAnyOrderElementsOf(copied);
        }
    }

    /** Flink's own image ends as user flink, who may not make folders; ours run as that user, too. */
    @Test
    void whatIsMadeOnFlinksImageIsMadeAsRootAndRunsAsFlink() {
        List<String> stages = Pattern.compile("(?m)^FROM ")
                .splitAsStream(DeployFiles.text("deploy/docker/Dockerfile"))
                .filter(stage -> stage.startsWith("${FLINK_IMAGE}"))
                .toList();
        assertThat(stages).hasSize(2);
        for (String stage : stages) {
            List<String> users = Pattern.compile("(?m)^(USER \\S+|RUN) ?")
                    .matcher(stage)
                    .results()
                    .map(m -> m.group(1))
                    .toList();
            assertThat(users).containsExactly("USER root", "RUN", "USER flink");
        }
    }

    @Test
    void nativesAreOfOnePlatformAndInTheLibraryFolderOnly() throws Exception {
        Set<String> platforms = new TreeSet<>();
        try (Stream<Path> jars = Files.list(image.resolve("lib"))) {
            for (Path path : jars.toList()) {
                try (JarFile jar = new JarFile(path.toFile())) {
                    jar.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.startsWith("org/nd4j/") || name.startsWith("org/bytedeco/"))
                            .filter(name -> name.matches(".*\\.(so|dll|dylib)(\\..*)?"))
                            .forEach(name -> platforms.add(name.replaceAll(".*/([a-z]+-[a-z0-9_-]+)/[^/]*", "$1")));
                }
            }
        }
        assertThat(platforms).containsExactly("linux-x86_64");
        try (JarFile job =
                new JarFile(image.resolve("usrlib/metarefresh-job.jar").toFile())) {
            assertThat(job.stream().map(entry -> entry.getName()))
                    .noneMatch(name -> name.startsWith("org/nd4j/") || name.startsWith("org/bytedeco/"))
                    .contains("io/metarefresh/job/RefreshJob.class");
        }
    }

    /** Trainers, data sets and reports stay with the command. */
    @Test
    void theJobsJarHoldsWhatTheJobRunsAndNoTraining() throws Exception {
        try (JarFile job =
                new JarFile(image.resolve("usrlib/metarefresh-job.jar").toFile())) {
            List<String> own = job.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("io/metarefresh/") && name.endsWith(".class"))
                    .toList();
            assertThat(own)
                    .anyMatch(name -> name.startsWith("io/metarefresh/innerloop/"))
                    .noneMatch(name -> name.matches("io/metarefresh/(training|evaluation|dataset|cli|local)/.*"));
        }
    }

    /** In a process of its own: the library folder, the job's jar, a logging interface, and nothing else. */
    @Test
    void theLibraryFolderIsEnoughForTheJobsInnerLoop() throws Exception {
        Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        String classPath = Stream.of(
                        Path.of(AdaptOnce.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()),
                        image.resolve("usrlib/metarefresh-job.jar"),
                        image.resolve("lib/*"),
                        Path.of(org.slf4j.Logger.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        String printed = Commands.run(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=256m",
                "-cp",
                classPath,
                AdaptOnce.class.getName(),
                snapshot.toString()));
        assertThat(printed)
                .contains("adapted to "
                        + TestingSnapshots.snapshot(EntityKind.MEMBER)
                                .manifest()
                                .embeddingDimension() + " numbers");
    }

    @Test
    void theCommandRunsFromWhereItIsCopiedTo() throws Exception {
        assertThat(Commands.run(List.of(image.resolve("cli/bin/metarefresh").toString(), "--version")))
                .contains(DeployFiles.version());
    }
}
