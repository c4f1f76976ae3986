package org.dasllm.engine.tools;

import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;
import org.dasllm.schema.shape.PlainType;

/**
 * Turns parameters between tags into JSON, up to the end of their function. A string is handed on as it comes; what may be of another
 * type is looked at when it is whole.
 */
final class TaggedScan implements ArgumentScan {
    private static final Pattern TAG = Pattern.compile("\\s*(?:<parameter=([^>\\n]+)>\\n|(</function>))");
    private static final String CLOSE = "\n</parameter>";

    private enum Mode {
        BETWEEN,
        BEGIN,
        STRING,
        JSON,
        HELD
    }

    private final Function<String, Set<PlainType>> types;
    private final StringBuilder held = new StringBuilder();
    private Set<PlainType> allowed = Set.of();
    private Mode mode = Mode.BETWEEN;
    private boolean any;
    /** How much of the closing tag was read. */
    private int closing;

    private boolean atLineBreakOfTag;

    /** @param types what a parameter's value may be; none of them, or none but strings, means any text */
    TaggedScan(Function<String, Set<PlainType>> types) {
        this.types = types;
    }

    @Override
    public boolean take(char c, StringBuilder json) {
        if (mode == Mode.BETWEEN) {
            return between(c, json);
        }
        if (c == CLOSE.charAt(closing)) {
            closing++;
            if (closing == CLOSE.length()) {
                end(json);
            }
            return false;
        }
        // The line break behind the opening tag may be the one before the closing tag, where the value is empty.
        for (int i = atLineBreakOfTag ? 1 : 0; i < closing; i++) {
            value(CLOSE.charAt(i), json);
        }
        atLineBreakOfTag = false;
        closing = c == CLOSE.charAt(0) ? 1 : 0;
        if (closing == 0) {
            value(c, json);
        }
        return false;
    }

    private boolean between(char c, StringBuilder json) {
        held.append(c);
        Matcher tag = TAG.matcher(held);
        if (tag.matches()) {
            String name = tag.group(1);
            held.setLength(0);
            if (name == null) {
                json.append(any ? "}" : "{}");
                return true;
            }
            json.append(any ? ", " : "{").append(Json.line(name)).append(": ");
            any = true;
            allowed = types.apply(name);
            mode = Mode.BEGIN;
            closing = 1;
            atLineBreakOfTag = true;
        } else if (!tag.hitEnd()) {
            held.setLength(0);
        }
        return false;
    }

    private void value(char c, StringBuilder json) {
        if (mode == Mode.BEGIN) {
            begin(c, json);
        }
        switch (mode) {
            case STRING -> ArgumentScan.escape(c, json);
            case JSON -> json.append(c);
            default -> held.append(c);
        }
    }

    private void begin(char c, StringBuilder json) {
        PlainType first = PlainType.of(String.valueOf(c), allowed);
        if (first == PlainType.ARRAY || first == PlainType.OBJECT) {
            mode = Mode.JSON;
        } else if (allowed.isEmpty() || allowed.equals(Set.of(PlainType.STRING))) {
            mode = Mode.STRING;
            json.append('"');
        } else {
            mode = Mode.HELD;
        }
    }

    private void end(StringBuilder json) {
        if (mode == Mode.STRING) {
            json.append('"');
        } else if (mode != Mode.JSON) {
            String text = held.toString();
            held.setLength(0);
            PlainType type = PlainType.of(text, allowed);
            json.append(type == PlainType.STRING ? Json.line(text) : PlainType.json(text));
        }
        mode = Mode.BETWEEN;
    }
}
