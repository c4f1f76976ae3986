package org.dasllm.engine.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * How a server is run in production.
 *
 * @param apiKeys a JSON file of keys with limits for each; see the guide for what it holds
 * @param accessLog a file that gets a line of JSON for each request, without anything of what was asked or answered, such as
 *     {@code /dev/stdout}; no such lines where nothing is given
 * @param deadlineSeconds how long a request may take as a whole, the time that it waits included; a client can ask for less
 * @param metrics whether {@code /metrics} is answered, for a key that may read it where the server wants keys
 * @param chatPage whether {@code /} is a page to chat with the model
 * @param allowedHosts names by which clients may call the server, besides those of loopback, such as the one that a proxy before it passes on. Where
 *     none are given, a server that listens on loopback answers to loopback's names alone, and another to any
 */
public record OperationsConfig(
        Optional<Path> apiKeys,
        Optional<Path> accessLog,
        @Default("600") int deadlineSeconds,
        @Default("true") boolean metrics,
        @Default("true") boolean chatPage,
        @Default("[]") List<String> allowedHosts) {
    /** A name, an IPv4 address, or an IPv6 address in brackets. */
    private static final Pattern HOST = Pattern.compile("[\\p{Alnum}_.-]+|\\[[0-9A-Fa-f:.]+]");

    public OperationsConfig {
        new Faults()
                .unless(
                        deadlineSeconds >= 1 && deadlineSeconds <= 86_400,
                        "deadline_seconds",
                        "is from 1 to 86400, not " + deadlineSeconds)
                .unless(
                        allowedHosts.stream()
                                .allMatch(host -> HOST.matcher(host).matches()),
                        "allowed_hosts",
                        "are names or addresses, without http:// and without a port")
                .refuse();
        allowedHosts = List.copyOf(allowedHosts);
    }

    OperationsConfig forThisMachine() {
        return new OperationsConfig(
                Optional.empty(), Optional.empty(), deadlineSeconds, metrics, chatPage, allowedHosts);
    }
}
