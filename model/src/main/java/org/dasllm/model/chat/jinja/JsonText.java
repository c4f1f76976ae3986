package org.dasllm.model.chat.jinja;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Python's json.dumps writes it with ensure_ascii off: ", " and ": " between, or one item a line. */
final class JsonText {
    private static final int MAXIMUM_DEPTH = 100;

    private final TextBuilder out = new TextBuilder();
    private final @Nullable Text indentation;
    private final Text betweenItems;
    private final Text afterKey;

    private JsonText(@Nullable Text indentation, Text betweenItems, Text afterKey) {
        this.indentation = indentation;
        this.betweenItems = betweenItems;
        this.afterKey = afterKey;
    }

    static Text of(@Nullable Object value, @Nullable Object indent, @Nullable Object separators) {
        Text indentation = indent == null
                ? null
                : indent instanceof Text given ? given : Text.own(" ".repeat((int) Values.whole(indent)));
        List<Object> pair = separators == null
                ? List.of(Text.own(indent == null ? ", " : ","), Text.own(": "))
                : Values.items(separators);
        JsonText json = new JsonText(indentation, Values.text(pair.get(0)), Values.text(pair.get(1)));
        json.write(value, 1);
        return json.out.text();
    }

    private void write(@Nullable Object value, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw new JinjaException("tojson: nested too deeply");
        }
        if (value == null) {
            out.append("null");
        } else if (value instanceof Boolean || value instanceof Long) {
            out.append(String.valueOf(value));
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
        out.append("{");
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            line(depth);
            string(Values.text(entry.getKey()));
            out.append(afterKey);
            write(entry.getValue(), depth + 1);
            separate(entries.hasNext());
        }
        end(map.isEmpty(), depth, "}");
    }

    private void list(Collection<?> items, int depth) {
        out.append("[");
        Iterator<?> rest = items.iterator();
        while (rest.hasNext()) {
            line(depth);
            write(rest.next(), depth + 1);
            separate(rest.hasNext());
        }
        end(items.isEmpty(), depth, "]");
    }

    private void separate(boolean more) {
        if (more) {
            out.append(betweenItems);
        }
    }

    private void line(int depth) {
        if (indentation != null) {
            out.append("\n").append(indentation.repeat(depth));
        }
    }

    private void end(boolean empty, int depth, String close) {
        if (!empty) {
            line(depth - 1);
        }
        out.append(close);
    }

    private void string(Text text) {
        out.append("\"").append(text.changed(JsonText::escaped)).append("\"");
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                default -> {
                    if (c < 0x20) {
                        escaped.append(String.format("\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
