package org.dasllm.wire.http;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are asked without a proxy, as {@code no_proxy} lists them: {@code *} for all; a domain with all below it, with a full stop or {@code *.}
 * before it or not; an address; a network such as {@code 10.0.0.0/8}; each with a port behind it or not. Names are not looked up. This machine itself is
 * among them in any case.
 */
final class NoProxy {
    private final List<Entry> entries;

    private NoProxy(List<Entry> entries) {
        this.entries = entries;
    }

    /** One host, domain or network; null for any port. */
    private interface Entry {
        boolean includes(String host, byte @Nullable [] address, int port);
    }

    /** Reads a list with commas or blanks between; what is none of these matches nothing. */
    static NoProxy parse(String list) {
        List<Entry> entries = new ArrayList<>();
        for (String written : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            if (!written.isEmpty()) {
                entries.add(entry(written));
            }
        }
        return new NoProxy(entries);
    }

    private static Entry entry(String written) {
        if (written.equals("*")) {
            return (host, address, port) -> true;
        }
        int slash = written.indexOf('/');
        if (slash >= 0) {
            byte[] network = bytes(written.substring(0, slash));
            int bits = number(written.substring(slash + 1));
            return (host, address, port) -> network != null && address != null && inside(network, bits, address);
        }
        byte[] whole = bytes(written);
        int colon = whole == null ? written.lastIndexOf(':') : -1;
        int only = colon < 0 ? -1 : number(written.substring(colon + 1));
        String name = colon < 0 ? written : written.substring(0, colon);
        byte[] wanted = bytes(name);
        if (wanted != null) {
            return (host, address, port) ->
                    address != null && inside(wanted, 8 * wanted.length, address) && (colon < 0 || only == port);
        }
        String domain = name.replaceFirst("^(\\*?\\.)", "");
        return (host, address, port) ->
                (host.equals(domain) || host.endsWith("." + domain)) && (colon < 0 || only == port);
    }

    boolean include(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        byte[] address = bytes(name);
        if (Loopback.isNamedBy(name)) {
            return true;
        }
        return entries.stream().anyMatch(entry -> entry.includes(name, address, port));
    }

    private static boolean inside(byte[] network, int bits, byte[] address) {
        if (network.length != address.length || bits < 0 || bits > 8 * network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of an address in figures, with brackets or without; null for a name. */
    private static byte @Nullable [] bytes(String written) {
        return NetUtil.createByteArrayFromIpAddressString(written);
    }

    /** −1 where it is no number. */
    private static int number(String written) {
        return written.matches("[0-9]{1,5}") ? Integer.parseInt(written) : -1;
    }
}
