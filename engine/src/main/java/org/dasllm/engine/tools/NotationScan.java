package org.dasllm.engine.tools;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;

/** Turns Gemma's notation of arguments into JSON, character by character, up to the end of the outermost object. */
final class NotationScan implements ArgumentScan {
    private static final Pattern PLAIN =
            Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private final char quote;
    private final Deque<Character> open = new ArrayDeque<>();
    private final StringBuilder word = new StringBuilder();
    private boolean string;
    private boolean quoted;
    private boolean key;
    private boolean expected;

    NotationScan(char quote) {
        this.quote = quote;
    }

    @Override
    public boolean take(char c, StringBuilder json) {
        if (string) {
            if (c == quote) {
                string = false;
                json.append('"');
            } else {
                ArgumentScan.escape(c, json);
            }
        } else if (c == quote) {
            string = true;
            quoted = true;
            json.append('"');
        } else if (c == '{' || c == '[') {
            open.push(c == '{' ? '}' : ']');
            key = c == '{';
            expected = false;
            json.append(c);
        } else if (c == ':' && key) {
            bare(json);
            json.append(": ");
            key = false;
            expected = true;
        } else if (c == ',') {
            bare(json);
            json.append(", ");
            key = !open.isEmpty() && open.peek() == '}';
        } else if (c == '}' || c == ']') {
            bare(json);
            json.append(open.isEmpty() ? c : open.pop());
            quoted = true;
            return open.isEmpty();
        } else {
            word.append(c);
        }
        return false;
    }

    /** A name, a number or one of JSON's words; anything else is a string. */
    private void bare(StringBuilder json) {
        String text = word.toString().strip();
        word.setLength(0);
        boolean written = quoted;
        quoted = false;
        if (written || (text.isEmpty() && !expected)) {
            expected = false;
            return;
        }
        expected = false;
        String plain = text.equals("None") ? "null" : text;
        json.append(!key && PLAIN.matcher(plain).matches() ? plain : Json.line(text));
    }
}
