package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators between two values, as Python has them. */
final class Arithmetic {
    private static final int MAXIMUM_REPEATED = 1 << 20;

    private Arithmetic() {}

    static Object apply(String operator, @Nullable Object a, @Nullable Object b) {
        return switch (operator) {
            case "==" -> Values.equal(a, b);
            case "!=" -> !Values.equal(a, b);
            case "<" -> Values.compare(a, b) < 0;
            case "<=" -> Values.compare(a, b) <= 0;
            case ">" -> Values.compare(a, b) > 0;
            case ">=" -> Values.compare(a, b) >= 0;
            case "in" -> Values.contains(b, a);
            case "not in" -> !Values.contains(b, a);
            case "~" -> Values.text(a).plus(Values.text(b));
            case "+" -> plus(a, b);
            case "*" -> times(a, b);
            default -> number(operator, a, b);
        };
    }

    private static Object plus(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Text x && b instanceof Text y) {
            return x.plus(y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            List<Object> joined = new ArrayList<>(x);
            joined.addAll(y);
            return joined;
        }
        if (a instanceof Text || b instanceof Text) {
            throw new JinjaException("cannot add " + Values.text(a) + " and " + Values.text(b) + ": one is no text");
        }
        return number("+", a, b);
    }

    private static Object times(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Text text && b instanceof Long count) {
            if (text.length() * Math.max(0, count) > MAXIMUM_REPEATED) {
                throw new JinjaException("a repeated text is too long");
            }
            return text.repeat((int) Math.max(0, count));
        }
        return number("*", a, b);
    }

    private static Object number(String operator, @Nullable Object a, @Nullable Object b) {
        double x = Values.numeric(a);
        double y = Values.numeric(b);
        boolean whole = !(a instanceof Double) && !(b instanceof Double);
        if (y == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new JinjaException("division by zero");
        }
        double result = switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            case "//" -> Math.floor(x / y);
            case "%" -> x - Math.floor(x / y) * y;
            case "**" -> Math.pow(x, y);
            default -> throw new JinjaException("unknown operator " + operator);
        };
        boolean asWhole = whole && !operator.equals("/") && result == Math.rint(result);
        return asWhole ? (Object) (long) result : (Object) result;
    }
}
