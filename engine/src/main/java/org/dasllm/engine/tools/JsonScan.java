package org.dasllm.engine.tools;

/** Follows a JSON object or array, character by character, to its end. */
final class JsonScan {
    private int depth;
    private boolean string;
    private boolean escaped;

    /** Takes a character; returns whether the value is complete with it. */
    boolean take(char c) {
        if (escaped) {
            escaped = false;
        } else if (string) {
            escaped = c == '\\';
            string = c != '"';
        } else if (c == '"') {
            string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            return depth <= 0;
        }
        return false;
    }

    /** Goes on within an object that is open already. */
    static JsonScan within() {
        JsonScan scan = new JsonScan();
        scan.depth = 1;
        return scan;
    }
}
