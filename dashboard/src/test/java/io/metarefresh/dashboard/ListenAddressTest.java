package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {
    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8090/",
        "127.0.0.2, http://127.0.0.2:8090/",
        "0.0.0.0, http://127.0.0.1:8090/",
        "192.0.2.7, http://192.0.2.7:8090/",
        "::1, http://[0:0:0:0:0:0:0:1]:8090/",
        "2001:db8::7, http://[2001:db8:0:0:0:0:0:7]:8090/",
        "fe80::7%1, http://[fe80:0:0:0:0:0:0:7]:8090/",
    })
    void theUrlIsOneOfTheAddressThatIsListenedOn(String listened, String url) throws Exception {
        assertThat(ListenAddress.url(address(listened), 8090)).isEqualTo(url);
        assertThat(URI.create(url).getHost()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8090",
        "127.0.0.1, 127.0.0.1:8090",
        "127.0.0.1, LOCALHOST",
        "::1, [::1]:8090",
        "::1, [0:0:0:0:0:0:0:1]",
        "::1, localhost:8090",
        "192.0.2.7, 192.0.2.7:8090",
        "2001:db8::7, [2001:db8::7]:8090",
        "2001:db8::7, [2001:DB8:0::0:7]",
        "fe80::7%1, [fe80::7]:8090",
        "0.0.0.0, any.example",
    })
    void aRequestForItIsTaken(String listened, String host) throws Exception {
        assertThat(ListenAddress.isMeantBy(host, address(listened))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, evil.example",
        "127.0.0.1, localhost.evil.example:8090",
        "127.0.0.1, [2001:db8::7]",
        "127.0.0.1, [evil.example]",
        "2001:db8::7, [2001:db8::8]:8090",
        "2001:db8::7, localhost",
        "2001:db8::7, [2001:db8::7",
    })
    void oneForAnotherIsNot(String listened, String host) throws Exception {
        assertThat(ListenAddress.isMeantBy(host, address(listened))).isFalse();
    }

    @Test
    void oneThatNamesNobodyIsNot() throws Exception {
        assertThat(ListenAddress.isMeantBy(null, address("127.0.0.1"))).isFalse();
    }
}
