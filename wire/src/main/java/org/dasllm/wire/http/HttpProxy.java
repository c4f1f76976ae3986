package org.dasllm.wire.http;

import java.util.Optional;

/**
 * A proxy on the way to a server.
 *
 * @param host its name, or its address without brackets
 * @param login what it wants to know before it lets through
 */
public record HttpProxy(Kind kind, String host, int port, Optional<Login> login) {

    /** The protocols that a proxy may speak. */
    public enum Kind {
        /** Requests without TLS are handed to it, a tunnel is asked of it for those with TLS. */
        HTTP,
        SOCKS5
    }

    /** A name and a password; never printed. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "a login";
        }
    }

    /** The host and the port, for messages. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
