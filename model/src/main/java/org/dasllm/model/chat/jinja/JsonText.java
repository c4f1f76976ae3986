package org.dasllm.model.chat.jinja;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Python's json.dumps writes it with ensure_ascii off: ", " and ": " between, or one item a line. */
final class JsonText {
    private static final int MAXIMUM_DEPTH = 100;

    private final StringBuilder out = new StringBuilder();
    private final @Nullable String indentation;
    private final String betweenItems;
    private final String afterKey;

    private JsonText(@Nullable String indentation, String betweenItems, String afterKey) {
        this.indentation = indentation;
        this.betweenItems = betweenItems;
        this.afterKey = afterKey;
    }

    static String of(@Nullable Object value, @Nullable Object indent, @Nullable Object separators) {
        String indentation =
                indent == null ? null : indent instanceof String s ? s : " ".repeat((int) Values.whole(indent));
        List<Object> pair = separators == null ? List.of(indent == null ? ", " : ",", ": ") : Values.items(separators);
        JsonText json = new JsonText(indentation, Values.text(pair.get(0)), Values.text(pair.get(1)));
        json.write(value, 1);
        return json.out.toString();
    }

    private void write(@Nullable Object value, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw new JinjaException("tojson: nested too deeply");
        }
        if (value == null) {
            out.append("null");
        } else if (value instanceof Boolean || value instanceof Long) {
            out.append(value);
        } else if (value instanceof Number number) {
            out.append(Values.number(number.doubleValue()));
        } else if (value instanceof Map<?, ?> map) {
            map(map, depth);
        } else if (value instanceof Collection<?> items) {
            list(items, depth);
        } else if (value instanceof Undefined undefined) {
            throw new JinjaException("tojson: '" + undefined.name() + "' is undefined");
        } else {
            string(Values.text(value));
        }
    }

    private void map(Map<?, ?> map, int depth) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            line(depth);
            string(Values.text(entry.getKey()));
            out.append(afterKey);
            write(entry.getValue(), depth + 1);
            separate(entries.hasNext());
        }
        end(map.isEmpty(), depth, '}');
    }

    private void list(Collection<?> items, int depth) {
        out.append('[');
        Iterator<?> rest = items.iterator();
        while (rest.hasNext()) {
            line(depth);
            write(rest.next(), depth + 1);
            separate(rest.hasNext());
        }
        end(items.isEmpty(), depth, ']');
    }

    private void separate(boolean more) {
        if (more) {
            out.append(betweenItems);
        }
    }

    private void line(int depth) {
        if (indentation != null) {
            out.append('\n').append(indentation.repeat(depth));
        }
    }

    private void end(boolean empty, int depth, char close) {
        if (!empty) {
            line(depth - 1);
        }
        out.append(close);
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
