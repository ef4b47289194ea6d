package io.metarefresh.dashboard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/** The address that is listened on, as URLs and {@code Host} headers write it: IPv6 in brackets (RFC 3986, 3.2.2), without its zone. */
final class ListenAddress {
    private ListenAddress() {}

    /** Where a browser on this machine finds it. */
    static String url(InetAddress address, int port) {
        return "http://" + (address.isAnyLocalAddress() ? "127.0.0.1" : literal(address)) + ":" + port + "/";
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text.replaceFirst("%.*", "") + "]" : text;
    }

    /**
     * Whether a request was meant for it. Every one is for who listens on every address, because the names of this machine cannot be known
     * here.
     *
     * @param host the header; null where there is none
     */
    static boolean isMeantBy(String host, InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return true;
        }
        if (host == null) {
            return false;
        }
        String name = host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
        if (name.startsWith("[")) {
            return isWrittenAs(name, address);
        }
        return (address.isLoopbackAddress() && (name.equals("localhost") || name.equals("127.0.0.1")))
                || name.equals(address.getHostAddress())
                || name.equals(address.getHostName());
    }

    /** An address can be written in several ways. What stands in brackets is parsed without asking a name server. */
    private static boolean isWrittenAs(String bracketed, InetAddress address) {
        try {
            InetAddress written = InetAddress.getByName(bracketed);
            return (address.isLoopbackAddress() && written.isLoopbackAddress())
                    || Arrays.equals(written.getAddress(), address.getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
