package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of an expression. */
final class Evaluator {
    /** Where a filter block's text is kept; no template can write this name. */
    static final String RENDERED = "<rendered>";

    @Nullable
    Object value(Expression expression, Scope scope) {
        if (expression instanceof Expression.Literal literal) {
            return literal.value();
        } else if (expression instanceof Expression.Variable variable) {
            return scope.get(variable.name());
        } else if (expression instanceof Expression.Rendered) {
            return scope.get(RENDERED);
        } else if (expression instanceof Expression.ListOf list) {
            return all(list.items(), scope);
        } else if (expression instanceof Expression.DictOf dict) {
            Map<Object, Object> map = new LinkedHashMap<>();
            dict.entries().forEach(entry -> map.put(value(entry.key(), scope), value(entry.value(), scope)));
            return map;
        } else if (expression instanceof Expression.Attribute attribute) {
            return Members.attribute(value(attribute.of(), scope), attribute.name());
        } else if (expression instanceof Expression.Item item) {
            return Members.item(value(item.of(), scope), value(item.key(), scope));
        } else if (expression instanceof Expression.Slice slice) {
            return Members.slice(
                    value(slice.of(), scope),
                    bound(slice.begin(), scope),
                    bound(slice.end(), scope),
                    bound(slice.step(), scope));
        } else if (expression instanceof Expression.Call call) {
            return call(call, scope);
        } else if (expression instanceof Expression.Filter filter) {
            return Filters.apply(
                    filter.name(),
                    value(filter.value(), scope),
                    all(filter.positional(), scope),
                    all(filter.named(), scope));
        } else if (expression instanceof Expression.Test test) {
            boolean holds = Tests.holds(test.name(), value(test.value(), scope), all(test.arguments(), scope));
            return holds != test.negated();
        } else if (expression instanceof Expression.Unary unary) {
            return unary(unary, scope);
        } else if (expression instanceof Expression.Choice choice) {
            if (Values.truth(value(choice.condition(), scope))) {
                return value(choice.then(), scope);
            }
            Expression otherwise = choice.otherwise();
            return otherwise == null ? new Undefined("else") : value(otherwise, scope);
        }
        return binary((Expression.Binary) expression, scope);
    }

    private List<Object> all(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>();
        expressions.forEach(each -> values.add(value(each, scope)));
        return values;
    }

    private Map<String, Object> all(Map<String, Expression> expressions, Scope scope) {
        Map<String, Object> values = new LinkedHashMap<>();
        expressions.forEach((name, each) -> values.put(name, value(each, scope)));
        return values;
    }

    private @Nullable Long bound(@Nullable Expression expression, Scope scope) {
        Object bound = expression == null ? null : value(expression, scope);
        return bound == null ? null : Values.whole(bound);
    }

    private @Nullable Object call(Expression.Call call, Scope scope) {
        Object callee = value(call.callee(), scope);
        if (callee instanceof Function function) {
            return function.call(all(call.positional(), scope), all(call.named(), scope));
        }
        throw new JinjaException(name(call.callee()) + " is not a function");
    }

    private static String name(Expression expression) {
        if (expression instanceof Expression.Variable variable) {
            return "'" + variable.name() + "'";
        }
        return expression instanceof Expression.Attribute attribute ? "'" + attribute.name() + "'" : "the value";
    }

    private Object unary(Expression.Unary unary, Scope scope) {
        Object operand = value(unary.operand(), scope);
        if (unary.operator().equals("not")) {
            return !Values.truth(operand);
        }
        return operand instanceof Long whole ? (Object) (-whole) : (Object) (-Values.numeric(operand));
    }

    private @Nullable Object binary(Expression.Binary binary, Scope scope) {
        Object left = value(binary.left(), scope);
        switch (binary.operator()) {
            case "and" -> {
                return Values.truth(left) ? value(binary.right(), scope) : left;
            }
            case "or" -> {
                return Values.truth(left) ? left : value(binary.right(), scope);
            }
            default -> {
                return Arithmetic.apply(binary.operator(), left, value(binary.right(), scope));
            }
        }
    }
}
