package org.dasllm.schema.automaton;

import org.jspecify.annotations.Nullable;

/**
 * The names that the open objects of a JSON text have so far, so that none comes twice; many readers refuse that, the others
 * forget a value. What no stack can hold is held here, beside it. A name has one spelling, so bytes are compared.
 */
final class SeenNames {
    static final SeenNames NONE = new SeenNames(null, Mode.VALUE, "");

    private enum Mode {
        VALUE,
        NAME,
        NAME_ESCAPE,
        STRING,
        STRING_ESCAPE
    }

    private final @Nullable Level level;
    private final Mode mode;
    private final String name;

    /** An open object or array; {@code expectsName} where a string would be a name. */
    private record Level(
            @Nullable Level outer,
            boolean object,
            boolean expectsName,
            @Nullable Name names) {}

    private record Name(String text, @Nullable Name before) {}

    private SeenNames(@Nullable Level level, Mode mode, String name) {
        this.level = level;
        this.mode = mode;
        this.name = name;
    }

    /** After one more byte; null where a name has come twice with it. */
    @Nullable
    SeenNames next(int b) {
        return switch (mode) {
            case VALUE -> structure(b);
            case STRING ->
                b == '"'
                        ? new SeenNames(level, Mode.VALUE, "")
                        : b == '\\' ? new SeenNames(level, Mode.STRING_ESCAPE, "") : this;
            case STRING_ESCAPE -> new SeenNames(level, Mode.STRING, "");
            case NAME ->
                b == '"' ? closed() : new SeenNames(level, b == '\\' ? Mode.NAME_ESCAPE : Mode.NAME, name + (char) b);
            case NAME_ESCAPE -> new SeenNames(level, Mode.NAME, name + (char) b);
        };
    }

    private @Nullable SeenNames closed() {
        Level open = level;
        if (open == null) {
            return this;
        }
        for (Name seen = open.names; seen != null; seen = seen.before) {
            if (seen.text.equals(name)) {
                return null;
            }
        }
        return new SeenNames(new Level(open.outer, true, false, new Name(name, open.names)), Mode.VALUE, "");
    }

    private SeenNames structure(int b) {
        Level open = level;
        return switch (b) {
            case '{' -> new SeenNames(new Level(open, true, true, null), Mode.VALUE, "");
            case '[' -> new SeenNames(new Level(open, false, false, null), Mode.VALUE, "");
            case '}', ']' -> open == null ? this : new SeenNames(open.outer, Mode.VALUE, "");
            case ',' ->
                open == null || !open.object
                        ? this
                        : new SeenNames(new Level(open.outer, true, true, open.names), Mode.VALUE, "");
            case '"' -> new SeenNames(level, open != null && open.expectsName ? Mode.NAME : Mode.STRING, "");
            default -> this;
        };
    }
}
