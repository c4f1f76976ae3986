package org.dasllm.engine.server;

import java.nio.file.Path;
import java.util.Optional;
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
 */
public record OperationsConfig(
        Optional<Path> apiKeys,
        Optional<Path> accessLog,
        @Default("600") int deadlineSeconds,
        @Default("true") boolean metrics,
        @Default("true") boolean chatPage) {

    public OperationsConfig {
        new Faults()
                .unless(
                        deadlineSeconds >= 1 && deadlineSeconds <= 86_400,
                        "deadline_seconds",
                        "is from 1 to 86400, not " + deadlineSeconds)
                .refuse();
    }

    OperationsConfig forThisMachine() {
        return new OperationsConfig(Optional.empty(), Optional.empty(), deadlineSeconds, metrics, chatPage);
    }
}
