package io.metarefresh.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote beside this class. */
final class VersionFromBuild implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        try (InputStream in = VersionFromBuild.class.getResourceAsStream("version.txt")) {
            String version = in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return new String[] {"metarefresh " + version};
        }
    }
}
