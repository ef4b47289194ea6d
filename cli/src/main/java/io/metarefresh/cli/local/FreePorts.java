package io.metarefresh.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ports that servers will listen on, chosen and checked before anything is started. */
record FreePorts(int kafka, int registry, int flink) {

    /** Every port of the settings, a free one in place of 0; all that cannot be used are in the one message. */
    static FreePorts of(LocalSettings settings) throws LocalRunException {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("--kafka-port", settings.kafkaPort());
        wanted.put("--registry-port", settings.registryPort());
        wanted.put("--flink-port", settings.flinkPort());
        List<String> problems = new ArrayList<>();
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            // All are held at once, so that no two are the same.
            wanted.forEach((option, port) -> {
                try {
                    ServerSocket socket = new ServerSocket();
                    held.add(socket);
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
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
            throw new LocalRunException(String.join("; ", problems));
        }
        return new FreePorts(ports.get(0), ports.get(1), ports.get(2));
    }

    private static void close(ServerSocket socket) throws LocalRunException {
        try {
            socket.close();
        } catch (IOException e) {
            throw new LocalRunException("cannot close a probed port: " + e.getMessage(), e);
        }
    }
}
