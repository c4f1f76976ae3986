package org.dasllm.engine.access;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where clients put their key: OpenAI's into {@code Authorization}, Anthropic's into {@code x-api-key}, Azure's into {@code api-key}. */
final class SentKey {
    /** The scheme in any case, as HTTP has it, then blanks or tabs. */
    private static final Pattern BEARER = Pattern.compile("bearer(?:[ \\t]+(.*))?", Pattern.CASE_INSENSITIVE);

    private SentKey() {}

    /**
     * The first that is there.
     *
     * @param header a request's header of a name
     */
    static Optional<String> of(Function<String, Optional<String>> header) {
        return bearer(header.apply("Authorization").orElse(""))
                .or(() -> header.apply("x-api-key"))
                .or(() -> header.apply("api-key"))
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }

    private static Optional<String> bearer(String header) {
        Matcher bearer = BEARER.matcher(header.strip());
        return bearer.matches() ? Optional.ofNullable(bearer.group(1)) : Optional.empty();
    }
}
