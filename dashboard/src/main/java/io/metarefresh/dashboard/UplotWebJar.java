package io.metarefresh.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Where the charts' library lies on the class path: its WebJar's paths hold its version, which the WebJar itself names. */
final class UplotWebJar {
    private static final String PROPERTIES = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String VERSION = version();

    private UplotWebJar() {}

    /** The resource of a file of uPlot's {@code dist} folder. */
    static String resource(String file) {
        return "/META-INF/resources/webjars/uplot/" + VERSION + "/dist/" + file;
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = UplotWebJar.class.getResourceAsStream(PROPERTIES)) {
            if (in == null) {
                throw new IllegalStateException("resource " + PROPERTIES + " is not on the class path");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
