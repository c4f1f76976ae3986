package org.dasllm.engine.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dasllm.engine.access.Caller;

/** The names that the model answers to, for the lists that wire formats make of them. */
final class ModelList {
    private final ServeConfig config;
    private final Instant created;
    private final int context;

    /**
     * @param created when the server was started
     * @param context the most tokens of a prompt and its answer together
     */
    ModelList(ServeConfig config, Instant created, int context) {
        this.config = config;
        this.created = created;
        this.context = context;
    }

    /** Those that a caller may use. */
    List<String> names(Caller caller) {
        return config.names().stream().filter(caller::mayUse).toList();
    }

    /**
     * The same name.
     *
     * @throws org.dasllm.wire.chat.RequestRefused where there is no such model, or not for this caller
     */
    String require(String name, Caller caller) {
        config.requireModel(name);
        caller.requireModel(name);
        return name;
    }

    Instant created() {
        return created;
    }

    int context() {
        return context;
    }

    /** The rest of a path below a list's address, which is a model's name; empty elsewhere. */
    static Optional<String> below(String address, String path) {
        return path.startsWith(address + "/") ? Optional.of(path.substring(address.length() + 1)) : Optional.empty();
    }
}
