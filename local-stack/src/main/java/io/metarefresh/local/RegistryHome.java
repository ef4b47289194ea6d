package io.metarefresh.local;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the directory in which the registry server was unpacked, in this order: system property {@value #PROPERTY}, environment
 * variable {@value #VARIABLE}, the directory {@code registry} beside this module's classes or jar (where this module's build puts
 * it), and {@code local-stack/target/registry} under the directory of the jar's build tree or the working directory and their
 * parents.
 */
final class RegistryHome {
    static final String PROPERTY = "metarefresh.registry.home";
    static final String VARIABLE = "METAREFRESH_REGISTRY_HOME";

    private static final String RUNNER_SUFFIX = "-runner.jar";

    private RegistryHome() {}

    /** The server's runnable jar. */
    static Path runner() {
        String configured = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        List<Path> candidates = configured == null ? builtPlaces() : List.of(Path.of(configured));
        for (Path candidate : candidates) {
            Path runner = runnerIn(candidate);
            if (runner != null) {
                return runner;
            }
        }
        throw new LocalStackException("schema registry: no server (*" + RUNNER_SUFFIX + ") in " + candidates
                + "; build local-stack, or name its directory with -D" + PROPERTY + " or " + VARIABLE);
    }

    private static List<Path> builtPlaces() {
        List<Path> places = new ArrayList<>();
        Path code = codeLocation();
        if (code.getParent() != null) {
            places.add(code.getParent().resolve("registry"));
        }
        for (Path start : List.of(code, Path.of("").toAbsolutePath())) {
            for (Path up = start; up != null; up = up.getParent()) {
                Path place = up.resolve("local-stack/target/registry");
                if (Files.isDirectory(place)) {
                    places.add(place);
                }
            }
        }
        return places;
    }

    private static Path codeLocation() {
        try {
            return Path.of(RegistryHome.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new LocalStackException("schema registry: cannot locate the classes of local-stack", e);
        }
    }

    private static Path runnerIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            return null;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().endsWith(RUNNER_SUFFIX))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new LocalStackException("schema registry: cannot list " + directory, e);
        }
    }
}
