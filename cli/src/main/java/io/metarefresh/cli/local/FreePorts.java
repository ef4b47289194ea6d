package io.metarefresh.cli.local;

import io.metarefresh.cli.CommandException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The ports that servers will listen on, chosen and checked before anything is started. */
record FreePorts(int kafka, int registry, int flink, int http) {

    /** Every port of the settings, a free one in place of 0; all that cannot be used are in the one message. */
    static FreePorts of(LocalSettings settings) throws CommandException {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("--kafka-port", settings.kafkaPort());
        wanted.put("--registry-port", settings.registryPort());
        wanted.put("--flink-port", settings.flinkPort());
        wanted.put("--http-port", settings.httpPort());
        List<String> problems = new ArrayList<>();
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            // All are held at once, so that no two are the same.
            wanted.forEach((option, port) -> {
                try {
                    ServerSocket socket = port == 0 ? anyFree() : bound(port);
                    held.add(socket);
                    ports.add(socket.getLocalPort());
                } catch (IOException | IllegalArgumentException e) {
                    problems.add(option + " " + port + ": "
                            + (e instanceof IllegalArgumentException ? "is no port" : "is in use")
                            + "; choose another");
                }
            });
        } finally {
            for (ServerSocket socket : held) {
                close(socket);
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandException(String.join("; ", problems));
        }
        return new FreePorts(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Below the range of outgoing connections, one of which could otherwise take the port before its server does. */
    private static ServerSocket anyFree() throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return bound(ThreadLocalRandom.current().nextInt(20_000, 32_000));
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void close(ServerSocket socket) throws CommandException {
        try {
            socket.close();
        } catch (IOException e) {
            throw new CommandException("cannot close a probed port: " + e.getMessage(), e);
        }
    }
}
