package org.dasllm.model.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template is made of. */
sealed interface Node {
    record Text(String text) implements Node {}

    record Output(Expression expression) implements Node {}

    record If(Expression condition, List<Node> then, List<Node> otherwise) implements Node {}

    /** A loop over the items for which the filter holds; {@code otherwise} where there are none. */
    record For(
            List<String> targets,
            Expression items,
            @Nullable Expression filter,
            List<Node> body,
            List<Node> otherwise) implements Node {}

    /** Sets a variable, or an attribute of a namespace. */
    record Assign(List<String> targets, @Nullable String attribute, Expression value) implements Node {}

    record AssignBlock(String target, List<Node> body) implements Node {}

    record Macro(String name, List<Parameter> parameters, List<Node> body) implements Node {}

    /** A macro called with a body of its own, which it can render as {@code caller()}. */
    record CallBlock(Expression.Call call, List<Node> body) implements Node {}

    record FilterBlock(Expression filtered, List<Node> body) implements Node {}

    /** What the model generates; marks the spans that a loss is taken over. */
    record Generation(List<Node> body) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    record Parameter(String name, @Nullable Expression preset) {}
}
