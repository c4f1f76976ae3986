package org.dasllm.engine.tools;

import org.dasllm.format.io.Json;

/** Follows the arguments of one call, character by character, and writes them as JSON. */
interface ArgumentScan {
    /** Takes a character; returns whether the arguments are complete with it. */
    boolean take(char c, StringBuilder json);

    /** Arguments that are JSON already. */
    static ArgumentScan json() {
        JsonScan scan = new JsonScan();
        return (c, json) -> {
            json.append(c);
            return scan.take(c);
        };
    }

    /** Writes a character of a string. */
    static void escape(char c, StringBuilder json) {
        if (Character.isSurrogate(c)) {
            json.append(c);
        } else {
            String written = Json.line(String.valueOf(c));
            json.append(written, 1, written.length() - 1);
        }
    }
}
