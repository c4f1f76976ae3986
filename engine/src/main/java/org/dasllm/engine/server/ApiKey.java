package org.dasllm.engine.server;

import java.util.Map;
import org.dasllm.format.error.DasllmException;

/** The key in an environment variable that clients must send. */
final class ApiKey {
    /** Proxies refuse longer headers. */
    private static final int MOST_CHARACTERS = 4096;

    private ApiKey() {}

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
}
