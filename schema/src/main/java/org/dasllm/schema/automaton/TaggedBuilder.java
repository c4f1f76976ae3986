package org.dasllm.schema.automaton;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.dasllm.schema.automaton.NamedProperties.Property;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.shape.Branch;
import org.dasllm.schema.shape.CanonicalJson;
import org.dasllm.schema.shape.PlainType;
import org.dasllm.schema.shape.PlainTypes;
import org.dasllm.schema.shape.Shapes;
import org.dasllm.schema.shape.Unenforceable;
import org.dasllm.schema.text.Subsets;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TextTerminal;
import org.dasllm.schema.text.TooLarge;

/**
 * Makes the rules of a call's parameters between tags of their own, as Qwen3-Coder writes them: strings as they are, everything else as
 * JSON ({@link PlainType}). A string with a line that begins with the closing tag cannot be told from its end and is not
 * written, nor is one that would be read as a value of another type that its property may have, nor properties that the schema
 * does not name.
 */
final class TaggedBuilder {
    private static final String CLOSE = "</parameter>";
    /** Quotes would be taken for JSON's by {@link SeenNames}. */
    private static final Pattern NAME = Pattern.compile("[^<>\"\\n]+");

    private static final TextAutomaton UNCLOSED =
            TextAutomaton.any().minus(Subsets.matching("(?:[\\s\\S]*\\n)?" + CLOSE + "[\\s\\S]*"));
    /** Any string, by the other types that its text could be read as. All grammars share their places, and so what was computed for them. */
    private static final Map<Set<PlainType>, TextRule> ANY_STRING = new ConcurrentHashMap<>();

    private final Shapes shapes;
    private final PlainTypes types;
    private final Nodes nodes;
    private final GrammarBuilder json;

    TaggedBuilder(JsonSchema schema, Nodes nodes) {
        this.shapes = new Shapes(schema);
        this.types = new PlainTypes(shapes);
        this.nodes = nodes;
        this.json = new GrammarBuilder(shapes, Spacing.BLANK, nodes);
    }

    /** Adds what the schema's objects are to the nodes; returns the callee that stands for any of them. */
    int addRules() {
        int root = nodes.callee();
        for (Branch branch : shapes.of(shapes.root())) {
            if (!(branch instanceof Branch.Objects objects)) {
                throw Unenforceable.at("", "listed objects have no notation in this model's calls");
            }
            NamedProperties.of(objects, shapes, shapes.root(), NAME)
                    .ifPresent(properties -> nodes.callees.get(root).rules.add(parameters(properties)));
        }
        json.addOpenRules();
        return root;
    }

    /** Whether objects among the values have names that are not written out. */
    boolean hasOpenKeys() {
        return json.hasOpenKeys();
    }

    private int parameters(List<Property> properties) {
        int start = nodes.add();
        int at = start;
        for (Property property : properties) {
            int value = nodes.add();
            int behind = nodes.add();
            int next = nodes.add();
            literal(at, "<parameter=" + property.name() + ">\n", value);
            nodes.call(value, value(property), behind);
            literal(behind, "\n" + CLOSE + "\n", next);
            if (!property.required()) {
                nodes.free(at, next);
            }
            at = next;
        }
        nodes.accept(at);
        return start;
    }

    private void literal(int from, String text, int to) {
        nodes.bytes(from, text.getBytes(StandardCharsets.UTF_8), to);
    }

    private int value(Property property) {
        int number = nodes.callee();
        Nodes.Callee callee = nodes.callees.get(number);
        Set<PlainType> others = types.of(property.name());
        others.remove(PlainType.STRING);
        try {
            for (Branch branch : shapes.of(property.value())) {
                if (branch instanceof Branch.Strings strings) {
                    addString(callee, strings.texts(), others);
                } else if (branch instanceof Branch.Values listed) {
                    addListed(callee, listed, others);
                } else if (branch instanceof Branch.Numbers numbers) {
                    callee.texts.add(new TextRule(TextTerminal.plain(shapes.counted(numbers.texts())), false));
                } else {
                    callee.rules.add(json.rule(branch, property.value()));
                }
            }
        } catch (TooLarge e) {
            throw Unenforceable.at(property.value().pointer(), String.valueOf(e.getMessage()));
        }
        callee.texts.removeIf(text -> text.terminal.automaton().isEmpty());
        return number;
    }

    private void addString(Nodes.Callee callee, TextAutomaton strings, Set<PlainType> others) {
        callee.texts.add(
                strings == TextAutomaton.any()
                        ? ANY_STRING.computeIfAbsent(
                                Set.copyOf(others), types -> raw(strings, types, UnaryOperator.identity()))
                        : raw(shapes.counted(strings), others, shapes::counted));
    }

    private static TextRule raw(TextAutomaton strings, Set<PlainType> others, UnaryOperator<TextAutomaton> counted) {
        TextAutomaton texts = counted.apply(strings.and(UNCLOSED));
        for (PlainType other : others) {
            texts = counted.apply(texts.minus(other.texts()));
        }
        return TextRule.raw(texts, '\n');
    }

    private void addListed(Nodes.Callee callee, Branch.Values listed, Set<PlainType> others) {
        List<String> strings = new ArrayList<>();
        List<String> spelled = new ArrayList<>();
        for (JsonNode value : listed.values()) {
            if (value.isTextual()) {
                strings.add(value.textValue());
            } else if (value.isNull()) {
                spelled.addAll(List.of("null", "None"));
            } else if (value.isBoolean()) {
                spelled.addAll(value.booleanValue() ? List.of("true", "True") : List.of("false", "False"));
            } else {
                spelled.add(CanonicalJson.text(value));
            }
        }
        addString(callee, TextAutomaton.of(strings), others);
        callee.texts.add(new TextRule(TextTerminal.plain(shapes.counted(TextAutomaton.of(spelled))), false));
    }
}
