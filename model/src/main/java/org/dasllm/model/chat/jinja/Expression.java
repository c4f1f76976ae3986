package org.dasllm.model.chat.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in a tag and has a value. */
sealed interface Expression {
    record Literal(@Nullable Object value) implements Expression {}

    record Variable(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record DictOf(List<Entry> entries) implements Expression {}

    record Entry(Expression key, Expression value) {}

    record Attribute(Expression of, String name) implements Expression {}

    record Item(Expression of, Expression key) implements Expression {}

    record Slice(
            Expression of,
            @Nullable Expression begin,
            @Nullable Expression end,
            @Nullable Expression step) implements Expression {}

    record Call(Expression callee, List<Expression> positional, Map<String, Expression> named) implements Expression {}

    record Filter(Expression value, String name, List<Expression> positional, Map<String, Expression> named)
            implements Expression {}

    record Test(Expression value, String name, List<Expression> arguments, boolean negated) implements Expression {}

    record Unary(String operator, Expression operand) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record Choice(
            Expression condition, Expression then, @Nullable Expression otherwise) implements Expression {}

    /** The text that a filter block has rendered. */
    record Rendered() implements Expression {}
}
