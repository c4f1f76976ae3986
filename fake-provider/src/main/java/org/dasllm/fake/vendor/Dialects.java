package org.dasllm.fake.vendor;

import java.util.List;
import java.util.Optional;

/** All that is spoken here. */
public final class Dialects {
    private static final List<Dialect> ALL = List.of(
            new OpenAi(), new Responses(), new Azure(), new Anthropic(), new Gemini(), new Bedrock(), new Ollama());

    private Dialects() {}

    /** The protocol that an address belongs to. */
    public static Optional<Dialect> at(String path) {
        return ALL.stream().filter(dialect -> dialect.takes(path)).findFirst();
    }
}
