package org.dasllm.wire.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The names of this machine itself, as it is reached by no other. */
public final class Loopback {
    private Loopback() {}

    /**
     * Whether a host is {@code localhost}, a name below it, or an address of the loopback network. Names are not looked up.
     *
     * @param host in lower case, without a port and a full stop at its end; an IPv6 address with brackets or without
     */
    public static boolean isNamedBy(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // an address has 4 or 16 bytes
        }
    }
}
