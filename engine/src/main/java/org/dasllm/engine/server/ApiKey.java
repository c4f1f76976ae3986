package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.chat.RequestRefused;
import org.jspecify.annotations.Nullable;

/** The key that clients must send, where there is one. */
final class ApiKey {
    /** Proxies refuse longer headers. */
    private static final int MOST_CHARACTERS = 4096;

    /** The scheme in any case, as HTTP has it, then blanks or tabs. */
    private static final Pattern BEARER = Pattern.compile("bearer(?:[ \\t]+(.*))?", Pattern.CASE_INSENSITIVE);

    private final byte @Nullable [] key;

    private ApiKey(byte @Nullable [] key) {
        this.key = key;
    }

    static ApiKey of(Optional<String> key) {
        return new ApiKey(
                key.map(text -> text.getBytes(StandardCharsets.US_ASCII)).orElse(null));
    }

    /**
     * Reads the key. Blanks and line breaks around it, as a file ends with, are no part of it.
     *
     * @param variable the environment variable that holds it
     * @throws DasllmException if the variable is not set, so that a server meant to be locked is never open, or if its
     *     key is one that not every client could send: HTTP has no encoding for other headers than ASCII, and clients
     *     differ in what they make of them
     */
    static String read(String variable, Map<String, String> environment) {
        String key = environment.getOrDefault(variable, "").strip();
        if (key.isEmpty()) {
            throw DasllmException.usage(
                    "The environment variable " + variable + " is to hold the server's API key, and is "
                            + (environment.containsKey(variable) ? "empty" : "not set"),
                    "Set it, or leave api_key_variable out for a server that asks for no key");
        }
        if (key.length() > MOST_CHARACTERS) {
            throw DasllmException.usage(
                    "The API key in the environment variable " + variable + " has " + key.length()
                            + " characters, and a header can hold " + MOST_CHARACTERS,
                    "Set a shorter one");
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) < ' ' || key.charAt(i) > '~') {
                throw DasllmException.usage(
                        "The API key in the environment variable " + variable + " has as its character " + (i + 1)
                                + " one that not every client can send in a header",
                        "Set a key of ASCII letters, digits and punctuation, on one line");
            }
        }
        return key;
    }

    /**
     * Lets a request pass or not. The time it takes does not tell how much of a wrong key is right.
     *
     * @param authorization the request's first header of that name
     */
    void require(Optional<String> authorization) {
        if (key == null) {
            return;
        }
        String header = authorization.orElse("").strip();
        Matcher bearer = BEARER.matcher(header);
        String sent = bearer.matches() && bearer.group(1) != null ? bearer.group(1) : "";
        // The HTTP stack gives each byte of a header as a character.
        if (!MessageDigest.isEqual(key, sent.getBytes(StandardCharsets.ISO_8859_1))) {
            throw RequestRefused.unauthenticated(!sent.isEmpty());
        }
    }
}
