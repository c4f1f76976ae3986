package org.dasllm.model.chat.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code value is test}. */
final class Tests {
    private Tests() {}

    static boolean holds(String name, @Nullable Object value, List<Object> arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "string" -> value instanceof Text;
            case "mapping" -> value instanceof Map;
            case "number" -> value instanceof Number;
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "iterable" -> value instanceof Collection || value instanceof Map || value instanceof Text;
            case "sequence" -> value instanceof Collection || value instanceof Map || value instanceof Text;
            case "callable" -> value instanceof Function;
            case "even" -> Values.whole(value) % 2 == 0;
            case "odd" -> Values.whole(value) % 2 != 0;
            case "divisibleby" -> Values.whole(value) % Values.whole(arguments.get(0)) == 0;
            case "lower" -> is(value, text -> text.toLowerCase(Locale.ROOT));
            case "upper" -> is(value, text -> text.toUpperCase(Locale.ROOT));
            case "eq", "equalto", "==", "sameas" -> Values.equal(value, arguments.get(0));
            case "ne", "!=" -> !Values.equal(value, arguments.get(0));
            case "lt", "lessthan" -> Values.compare(value, arguments.get(0)) < 0;
            case "gt", "greaterthan" -> Values.compare(value, arguments.get(0)) > 0;
            case "le" -> Values.compare(value, arguments.get(0)) <= 0;
            case "ge" -> Values.compare(value, arguments.get(0)) >= 0;
            case "in" -> Values.contains(arguments.get(0), value);
            default -> throw new JinjaException("unknown test '" + name + "'");
        };
    }

    private static boolean is(@Nullable Object value, UnaryOperator<String> change) {
        String text = Values.text(value).characters();
        return text.equals(change.apply(text));
    }
}
