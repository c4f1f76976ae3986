package org.dasllm.schema.automaton;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.schema.automaton.NamedProperties.Property;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.shape.Branch;
import org.dasllm.schema.shape.CanonicalJson;
import org.dasllm.schema.shape.Conjunction;
import org.dasllm.schema.shape.Shapes;
import org.dasllm.schema.shape.Unenforceable;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TextTerminal;

/**
 * Makes the rules of a schema's values in the notation of Gemma's calls: names without quotes and sorted, strings as they are between two
 * control tokens, no white space. Properties that the schema does not name are not written.
 */
final class NotationBuilder {
    private static final Pattern NAME = Pattern.compile("[\\w.$-]+");
    private static final int MOST_ITEMS = 20_000;

    private final Shapes shapes;
    private final Nodes nodes;
    private final byte[] quote;
    private final Callees callees;

    NotationBuilder(JsonSchema schema, Nodes nodes, int quote) {
        this.shapes = new Shapes(schema);
        this.nodes = nodes;
        this.callees = new Callees(nodes);
        this.quote = ControlBytes.of(quote);
    }

    /** Adds what the schema's values are to the nodes; returns the callee that stands for any of them. */
    int addRules() {
        int root = callees.of(shapes.root());
        callees.fill(this::fill);
        return root;
    }

    private void fill(Conjunction conjunction, Nodes.Callee callee) {
        for (Branch branch : shapes.of(conjunction)) {
            if (branch instanceof Branch.Values listed) {
                listed.values().forEach(value -> callee.rules.add(value(value, conjunction)));
            } else if (branch instanceof Branch.Numbers numbers) {
                TextAutomaton texts = shapes.counted(numbers.texts());
                if (!texts.isEmpty()) {
                    callee.texts.add(new TextRule(TextTerminal.plain(texts), false));
                }
            } else if (branch instanceof Branch.Strings strings) {
                TextAutomaton texts = shapes.counted(strings.texts());
                if (!texts.isEmpty()) {
                    callee.rules.add(string(texts));
                }
            } else if (branch instanceof Branch.Arrays arrays) {
                callee.rules.add(array(arrays, conjunction));
            } else if (branch instanceof Branch.Objects objects) {
                callee.rules.add(object(objects, conjunction));
            }
        }
    }

    private int end() {
        int end = nodes.add();
        nodes.accept(end);
        return end;
    }

    private void literal(int from, String text, int to) {
        nodes.bytes(from, text.getBytes(StandardCharsets.UTF_8), to);
    }

    private int value(JsonNode value, Conjunction at) {
        int start = nodes.add();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        write(value, written, at);
        nodes.bytes(start, written.toByteArray(), end());
        return start;
    }

    private void write(JsonNode value, ByteArrayOutputStream out, Conjunction at) {
        if (value.isTextual()) {
            out.writeBytes(quote);
            out.writeBytes(value.textValue().getBytes(StandardCharsets.UTF_8));
            out.writeBytes(quote);
        } else if (value.isContainerNode()) {
            throw Unenforceable.at(
                    at.pointer(), "a listed value that is an object or array has no notation in this model's calls");
        } else {
            out.writeBytes(CanonicalJson.text(value).getBytes(StandardCharsets.UTF_8));
        }
    }

    private int string(TextAutomaton texts) {
        int start = nodes.add();
        int begun = nodes.add();
        int behind = nodes.add();
        int callee = nodes.callee();
        nodes.callees.get(callee).texts.add(TextRule.raw(texts, quote[0] & 0xFF));
        nodes.bytes(start, quote, begun);
        nodes.call(begun, callee, behind);
        nodes.bytes(behind, quote, end());
        return start;
    }

    private int array(Branch.Arrays arrays, Conjunction conjunction) {
        boolean limited = arrays.most() != Branch.UNLIMITED;
        int last = Math.max(1, Math.max(limited ? arrays.most() : arrays.least(), limited ? 0 : arrays.prefix() + 1));
        if (last > MOST_ITEMS) {
            throw Unenforceable.at(conjunction.pointer(), "it counts more than " + MOST_ITEMS + " items");
        }
        int start = nodes.add();
        int end = end();
        int at = nodes.add();
        literal(start, "[", at);
        for (int count = 0; ; count++) {
            if (count >= arrays.least()) {
                literal(at, "]", end);
            }
            if (limited && count >= arrays.most()) {
                return start;
            }
            int item = nodes.add();
            if (count == 0) {
                nodes.free(at, item);
            } else {
                literal(at, ",", item);
            }
            int next = !limited && count == last ? at : nodes.add();
            nodes.call(item, callees.of(arrays.item(count)), next);
            if (next == at) {
                return start;
            }
            at = next;
        }
    }

    private int object(Branch.Objects objects, Conjunction conjunction) {
        Optional<List<Property>> named = NamedProperties.of(objects, shapes, conjunction, NAME);
        if (named.isEmpty()) {
            return nodes.add();
        }
        List<Property> properties = new ArrayList<>(named.get());
        properties.sort(Comparator.comparing(property -> property.name().toLowerCase(Locale.ROOT)));
        return rule(properties);
    }

    /** By how many properties are decided, and whether one was written. */
    private int rule(List<Property> properties) {
        int count = properties.size();
        int[][] at = new int[count + 1][2];
        for (int[] row : at) {
            row[0] = nodes.add();
            row[1] = nodes.add();
        }
        int start = nodes.add();
        int end = end();
        literal(start, "{", at[0][0]);
        for (int i = 0; i < count; i++) {
            Property property = properties.get(i);
            for (int written = 0; written < 2; written++) {
                int value = nodes.add();
                literal(at[i][written], (written == 0 ? "" : ",") + property.name() + ":", value);
                nodes.call(value, callees.of(property.value()), at[i + 1][1]);
                if (!property.required()) {
                    nodes.free(at[i][written], at[i + 1][written]);
                }
            }
        }
        literal(at[count][0], "}", end);
        literal(at[count][1], "}", end);
        return start;
    }
}
