package org.dasllm.engine.server;

import java.util.Optional;

/** A configuration for tests: a free port of this machine, and no key. */
final class LocalServing {
    private LocalServing() {}

    static ServeConfig as(String modelName) {
        return new ServeConfig(
                "127.0.0.1", 0, modelName, 8, 64, 512, Optional.empty(), Optional.empty(), 4_194_304, 30);
    }
}
