package io.metarefresh.dashboard;

/** What the build put on the class path. */
final class BuiltWith {
    /** The WebJar's version is part of its paths; {@code PageServerTest} fetches them. */
    static final String UPLOT_VERSION = "1.6.30";

    private BuiltWith() {}
}
