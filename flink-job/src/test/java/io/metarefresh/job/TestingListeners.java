package io.metarefresh.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP sockets that this process listens on, by Linux's own tables. */
final class TestingListeners {
    private static final String LISTEN = "0A";
    private static final String LOOPBACK_4 = "0100007F";
    private static final String LOOPBACK_6 = "00000000000000000000000001000000";
    private static final String LOOPBACK_4_IN_6 = "0000000000000000FFFF00000100007F";

    private TestingListeners() {}

    /** Addresses in the tables' own hexadecimal form of what another machine could reach. */
    static Set<String> beyondLoopback() throws IOException {
        Set<String> own = ownSockets();
        Set<String> found = new TreeSet<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            Files.readAllLines(Path.of(table)).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(socket -> socket[3].equals(LISTEN) && own.contains("socket:[" + socket[9] + "]"))
                    .map(socket -> socket[1])
                    .filter(address -> !Set.of(LOOPBACK_4, LOOPBACK_6, LOOPBACK_4_IN_6)
                            .contains(address.substring(0, address.indexOf(':'))))
                    .forEach(found::add);
        }
        return found;
    }

    private static Set<String> ownSockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            descriptors.forEach(descriptor -> {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return sockets;
    }
}
