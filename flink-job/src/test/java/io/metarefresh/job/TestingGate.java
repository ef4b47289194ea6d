package io.metarefresh.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server that can be shut: connections through it are cut, and new ones are hung up on, until it is opened again. */
final class TestingGate implements AutoCloseable {
    private final URI server;
    private final ServerSocket listening;
    private final Set<Socket> sockets = new HashSet<>();
    private final AtomicInteger hungUp = new AtomicInteger();
    private boolean shut;

    TestingGate(String server) {
        this.server = URI.create(server);
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        background(() -> {
            while (true) {
                Socket client = listening.accept();
                try {
                    connect(client);
                } catch (IOException e) {
                    // One connection less; those after it are independent of it.
                    client.close();
                }
            }
        });
    }

    private synchronized void connect(Socket client) throws IOException {
        if (shut) {
            client.close();
            hungUp.incrementAndGet();
            return;
        }
        Socket there = new Socket();
        sockets.add(client);
        sockets.add(there);
        there.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        background(() -> client.getInputStream().transferTo(there.getOutputStream()));
        background(() -> there.getInputStream().transferTo(client.getOutputStream()));
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private static void background(Transfer transfer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        transfer.run();
                    } catch (IOException e) {
                        // The gate was shut, or one side has hung up.
                    }
                },
                "gate");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void open() {
        shut = false;
    }

    /** Of the connections before none is left when this returns. */
    synchronized void shut() throws IOException {
        shut = true;
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Connections that were refused while it was shut. */
    int hungUp() {
        return hungUp.get();
    }

    /** The server's URL through the gate. */
    String url() {
        return server.getScheme() + "://127.0.0.1:" + listening.getLocalPort() + server.getPath();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        shut();
    }
}
