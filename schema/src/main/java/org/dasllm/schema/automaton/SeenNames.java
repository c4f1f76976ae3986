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
            @Nullable Name names) {
        /** Whether there is a name of a beginning and the first {@code length} of some bytes. */
        boolean has(String beginning, byte[] bytes, int length) {
            for (Name seen = names; seen != null; seen = seen.before) {
                if (seen.is(beginning, bytes, length)) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Name(String text, @Nullable Name before) {
        boolean is(String beginning, byte[] bytes, int length) {
            if (text.length() != beginning.length() + length || !text.startsWith(beginning)) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (text.charAt(beginning.length() + i) != (char) (bytes[i] & 0xFF)) {
                    return false;
                }
            }
            return true;
        }
    }

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

    /** Whether some bytes bring no name twice. */
    boolean keepApart(byte[] bytes) {
        int marks = 0;
        for (byte b : bytes) {
            marks += b == '"' ? 1 : 0;
        }
        // Most tokens can complete one name only, the open one.
        if (marks < (mode == Mode.NAME || mode == Mode.NAME_ESCAPE ? 1 : 2)) {
            return true;
        }
        if (marks == 1 && mode == Mode.NAME) {
            int end = 0;
            while (end < bytes.length && bytes[end] != '"') {
                end += bytes[end] == '\\' ? 2 : 1;
            }
            return end >= bytes.length || level == null || !level.has(name, bytes, end);
        }
        SeenNames at = this;
        for (int i = 0; i < bytes.length && at != null; i++) {
            at = at.next(bytes[i] & 0xFF);
        }
        return at != null;
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
