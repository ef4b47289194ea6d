package io.metarefresh.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.cli.CommandException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void zeroBecomesFourDifferentPorts() throws Exception {
        FreePorts ports = FreePorts.of(settings(0, 0, 0));

        assertThat(ports.kafka()).isPositive().isNotEqualTo(ports.registry());
        assertThat(ports.flink()).isPositive().isNotEqualTo(ports.registry());
        assertThat(ports.http()).isPositive().isNotEqualTo(ports.flink());
    }

    @Test
    void everyPortInUseIsNamedBeforeAnythingStarts() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FreePorts.of(settings(one.getLocalPort(), 0, two.getLocalPort())))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("--kafka-port " + one.getLocalPort() + ": is in use")
                    .hasMessageContaining("--flink-port " + two.getLocalPort() + ": is in use");
        }
    }

    @Test
    void onePortCannotServeTwice() throws Exception {
        int port = FreePorts.of(settings(0, 0, 0)).kafka();

        assertThatThrownBy(() -> FreePorts.of(settings(port, port, 0)))
                .hasMessageContaining("--registry-port " + port + ": is in use");
    }

    @Test
    void aNumberThatIsNoPortIsRefused() {
        assertThatThrownBy(() -> FreePorts.of(settings(70_000, 0, 0)))
                .hasMessageContaining("--kafka-port 70000: is no port");
    }

    private static LocalSettings settings(int kafka, int registry, int flink) {
        return new LocalSettings(null, 0.7, 10, kafka, registry, flink, 0, true);
    }
}
