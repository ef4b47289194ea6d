package io.metarefresh.job.rollout;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The places that snapshots are read from. Whoever may write to the snapshots topic names a URI that every TaskManager then opens: it
 * must not be any URI.
 */
public final class AllowedUris implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

    private final ArrayList<URI> prefixes;

    private AllowedUris(List<URI> prefixes) {
        this.prefixes = new ArrayList<>(prefixes);
    }

    /**
     * @param commaSeparated paths or URIs of directories
     * @throws IllegalArgumentException when one of them is none
     */
    public static AllowedUris of(String commaSeparated) {
        return new AllowedUris(Arrays.stream(commaSeparated.split(","))
                .map(String::trim)
                .filter(prefix -> !prefix.isEmpty())
                .map(AllowedUris::normalized)
                .toList());
    }

    /** The directory that holds this snapshot: its successors lie beside it. */
    public static AllowedUris besides(String snapshotUri) {
        return new AllowedUris(List.of(normalized(snapshotUri + "/..")));
    }

    /** Whether the directory lies below one of the prefixes. */
    public boolean allow(String uri) {
        URI normalized;
        try {
            normalized = normalized(uri);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return prefixes.stream().anyMatch(prefix -> isBelow(normalized, prefix));
    }

    private static boolean isBelow(URI uri, URI prefix) {
        String directory = prefix.getPath().endsWith("/") ? prefix.getPath() : prefix.getPath() + "/";
        return uri.getScheme().equalsIgnoreCase(prefix.getScheme())
                && Objects.equals(uri.getAuthority(), prefix.getAuthority())
                && (uri.getPath() + "/").startsWith(directory);
    }

    /** Without {@code ..}, with a scheme; a path is one of the local files. */
    private static URI normalized(String text) {
        URI uri = SCHEME.matcher(text).lookingAt()
                ? URI.create(text).normalize()
                : Path.of(text).toAbsolutePath().normalize().toUri();
        // Flink's file systems know neither: to them both are part of the path, which may go up again behind them.
        boolean hasMore = uri.getRawQuery() != null || uri.getRawFragment() != null;
        if (hasMore || uri.getPath() == null || uri.getPath().contains("/..")) {
            throw new IllegalArgumentException("'" + text + "' is not the URI of a directory");
        }
        String path = uri.getPath().endsWith("/") && uri.getPath().length() > 1
                ? uri.getPath().substring(0, uri.getPath().length() - 1)
                : uri.getPath();
        return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://"
                + Objects.requireNonNullElse(uri.getRawAuthority(), "") + rawPath(path));
    }

    private static String rawPath(String path) {
        try {
            return new URI(null, null, path, null).getRawPath();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return String.join(", ", prefixes.stream().map(URI::toString).toList());
    }
}
