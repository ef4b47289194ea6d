package io.metarefresh.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of the loopback interface. */
public final class LoopbackPorts {
    // Below the range from which the system takes ports of outgoing connections: a client that keeps reconnecting while
    // a server is down could otherwise be given the server's own port.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    private LoopbackPorts() {}

    static InetAddress address() {
        return InetAddress.getLoopbackAddress();
    }

    /** Zero becomes a port that is free now; any other port is checked. */
    static int resolve(int portOrZero, String what) {
        if (portOrZero == 0) {
            return free(what);
        }
        if (portOrZero < 0 || portOrZero > 65_535) {
            throw new LocalStackException(what + ": port " + portOrZero + " is not between 0 and 65535");
        }
        if (!isFree(portOrZero)) {
            throw new LocalStackException(what + ": port " + portOrZero + " is in use");
        }
        return portOrZero;
    }

    /** So many different ports that are free now, and that no outgoing connection is given before a server takes them. */
    public static List<Integer> free(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        while (ports.size() < count) {
            ports.add(free("a server"));
        }
        return List.copyOf(ports);
    }

    private static int free(String what) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new LocalStackException(what + ": no free port found between " + FIRST + " and " + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: connections of an earlier server that linger do not count as use.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
