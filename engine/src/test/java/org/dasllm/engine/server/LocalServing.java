package org.dasllm.engine.server;

import java.util.List;
import java.util.Optional;
import org.dasllm.wire.http.HttpServerConfig;

/** A configuration for tests: a free port of this machine, and no key. */
final class LocalServing {
    /** Deadlines that no test reaches. */
    static final HttpServerConfig PATIENT =
            new HttpServerConfig(Optional.empty(), Optional.empty(), 600, 600, 600, 4096);

    /** As a run without a section has them. */
    static final OperationsConfig PLAIN =
            new OperationsConfig(Optional.empty(), Optional.empty(), 600, true, true, List.of());

    private LocalServing() {}

    static ServeConfig as(String modelName) {
        return at(0, modelName);
    }

    static ServeConfig at(int port, String modelName) {
        return new ServeConfig(
                "127.0.0.1",
                port,
                modelName,
                8,
                64,
                512,
                Optional.empty(),
                Optional.empty(),
                4_194_304,
                30,
                600,
                false,
                PATIENT,
                PLAIN);
    }
}
