package org.dasllm.model.chat.jinja;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.model.tokenizer.TemplatedText;
import org.jspecify.annotations.Nullable;

/** Goes through the nodes and writes their text. */
final class Renderer {
    private static final int MAXIMUM_CHARACTERS = 1 << 26;
    private static final int MAXIMUM_DEPTH = 200;

    /** What a node says about the loop that it stands in. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Evaluator evaluator = new Evaluator();
    private final List<int[]> generations = new ArrayList<>();
    private final Clock clock;
    private TextBuilder out = new TextBuilder();
    private int macroDepth;

    Renderer(Clock clock) {
        this.clock = clock;
    }

    /** The text, and the spans of it that stand in generation blocks. */
    Rendering render(List<Node> nodes, Map<String, @Nullable Object> variables) {
        Scope scope = new Scope(null);
        Globals.define(scope, clock);
        variables.forEach((name, value) -> scope.set(name, Values.of(value, Text::own)));
        all(nodes, scope);
        Text text = out.text();
        return new Rendering(new TemplatedText(text.characters(), text.content()), List.copyOf(generations));
    }

    private Flow all(List<Node> nodes, Scope scope) {
        for (Node node : nodes) {
            Flow flow = one(node, scope);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow one(Node node, Scope scope) {
        if (node instanceof Node.Text text) {
            write(Text.own(text.text()));
        } else if (node instanceof Node.Output output) {
            write(Values.text(evaluator.value(output.expression(), scope)));
        } else if (node instanceof Node.If choice) {
            boolean holds = Values.truth(evaluator.value(choice.condition(), scope));
            return all(holds ? choice.then() : choice.otherwise(), scope);
        } else if (node instanceof Node.For loop) {
            return loop(loop, scope);
        } else if (node instanceof Node.Assign assign) {
            assign(assign, scope);
        } else if (node instanceof Node.AssignBlock block) {
            scope.set(block.target(), captured(block.body(), new Scope(scope)));
        } else if (node instanceof Node.Macro macro) {
            scope.set(macro.name(), macro(macro, scope));
        } else if (node instanceof Node.CallBlock call) {
            callBlock(call, scope);
        } else if (node instanceof Node.FilterBlock filter) {
            Scope inner = new Scope(scope);
            inner.set(Evaluator.RENDERED, captured(filter.body(), inner));
            write(Values.text(evaluator.value(filter.filtered(), inner)));
        } else if (node instanceof Node.Generation generation) {
            int begin = out.length();
            Flow flow = all(generation.body(), scope);
            generations.add(new int[] {begin, out.length()});
            return flow;
        } else {
            return node instanceof Node.Break ? Flow.BREAK : Flow.CONTINUE;
        }
        return Flow.ON;
    }

    private void write(Text text) {
        if (out.length() + text.length() > MAXIMUM_CHARACTERS) {
            throw new JinjaException("the rendered text is too long");
        }
        out.append(text);
    }

    private Text captured(List<Node> nodes, Scope scope) {
        TextBuilder before = out;
        int spans = generations.size();
        out = new TextBuilder();
        try {
            all(nodes, scope);
            return out.text();
        } finally {
            out = before;
            // A span within captured text has no place in the output.
            generations.subList(spans, generations.size()).clear();
        }
    }

    private Flow loop(Node.For loop, Scope scope) {
        List<Object> items = new ArrayList<>();
        for (Object item : Values.items(evaluator.value(loop.items(), scope))) {
            Scope trial = new Scope(scope);
            bind(loop.targets(), item, trial);
            Expression filter = loop.filter();
            if (filter == null || Values.truth(evaluator.value(filter, trial))) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            return all(loop.otherwise(), scope);
        }
        for (int i = 0; i < items.size(); i++) {
            Scope inner = new Scope(scope);
            bind(loop.targets(), items.get(i), inner);
            inner.set("loop", LoopState.of(items, i));
            if (all(loop.body(), inner) == Flow.BREAK) {
                break;
            }
        }
        return Flow.ON;
    }

    private static void bind(List<String> targets, @Nullable Object item, Scope scope) {
        if (targets.size() == 1) {
            scope.set(targets.get(0), item);
            return;
        }
        List<Object> parts = Values.items(item);
        if (parts.size() != targets.size()) {
            throw new JinjaException("cannot take " + parts.size() + " values as " + targets);
        }
        for (int i = 0; i < parts.size(); i++) {
            scope.set(targets.get(i), parts.get(i));
        }
    }

    private void assign(Node.Assign assign, Scope scope) {
        Object value = evaluator.value(assign.value(), scope);
        String attribute = assign.attribute();
        if (attribute == null) {
            bind(assign.targets(), value, scope);
        } else if (scope.get(assign.targets().get(0)) instanceof Namespace namespace) {
            namespace.attributes.put(attribute, value);
        } else {
            throw new JinjaException("only a namespace's attribute can be set, not that of " + assign.targets());
        }
    }

    private Function macro(Node.Macro macro, Scope defined) {
        return (positional, named) -> {
            if (++macroDepth > MAXIMUM_DEPTH) {
                throw new JinjaException("the macro '" + macro.name() + "' calls itself without end");
            }
            Scope scope = new Scope(defined);
            if (positional.size() > macro.parameters().size()) {
                throw new JinjaException("the macro '" + macro.name() + "' got too many arguments");
            }
            for (int i = 0; i < macro.parameters().size(); i++) {
                Node.Parameter parameter = macro.parameters().get(i);
                Expression preset = parameter.preset();
                if (i < positional.size()) {
                    scope.set(parameter.name(), positional.get(i));
                } else if (named.containsKey(parameter.name())) {
                    scope.set(parameter.name(), named.get(parameter.name()));
                } else if (preset != null) {
                    scope.set(parameter.name(), evaluator.value(preset, scope));
                } else {
                    scope.set(parameter.name(), new Undefined(parameter.name()));
                }
            }
            if (named.containsKey("caller")) {
                scope.set("caller", named.get("caller"));
            }
            Text text = captured(macro.body(), scope);
            macroDepth--;
            return text;
        };
    }

    private void callBlock(Node.CallBlock block, Scope scope) {
        Function caller = (positional, named) -> captured(block.body(), new Scope(scope));
        Map<String, Expression> named = new LinkedHashMap<>(block.call().named());
        named.put("caller", new Expression.Literal(caller));
        Expression call =
                new Expression.Call(block.call().callee(), block.call().positional(), named);
        write(Values.text(evaluator.value(call, scope)));
    }
}
