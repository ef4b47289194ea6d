package io.metarefresh.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest; "development" for classes that were never packaged. */
final class VersionFromBuild implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = VersionFromBuild.class.getPackage().getImplementationVersion();
        return new String[] {"metarefresh " + (version == null ? "development" : version)};
    }
}
