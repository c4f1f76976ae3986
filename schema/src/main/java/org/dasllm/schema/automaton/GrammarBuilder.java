package org.dasllm.schema.automaton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.shape.Branch;
import org.dasllm.schema.shape.CanonicalJson;
import org.dasllm.schema.shape.Conjunction;
import org.dasllm.schema.shape.Shapes;
import org.dasllm.schema.shape.Unenforceable;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TextTerminal;

/** Makes the rules of a schema: one for each way in which an object or array may keep to it. */
final class GrammarBuilder {
    /** Names that a regular expression allows are written out up to so many; more must be endlessly many. */
    private static final int MOST_NAMES = 64;

    private static final int MOST_KINDS_OF_NAMES = 64;
    private static final int MOST_COUNTED = 20_000;
    private static final byte[] COMMA = {','};
    private static final byte[] COLON = {':'};
    private static final byte[] BLANK = {' '};

    private final Shapes shapes;
    private final Nodes nodes;
    private final Callees callees;
    private final Map<Branch, TextRule> texts = new HashMap<>();
    private final Spacing spacing;
    private boolean openKeys;

    /** @param nodes takes the rules; other grammars' may be there */
    GrammarBuilder(Shapes shapes, Spacing spacing, Nodes nodes) {
        this.shapes = shapes;
        this.spacing = spacing;
        this.nodes = nodes;
        this.callees = new Callees(nodes);
    }

    static OutputGrammar build(JsonSchema schema, Spacing spacing) {
        GrammarBuilder builder = new GrammarBuilder(new Shapes(schema), spacing, new Nodes());
        int root = builder.addRules();
        builder.nodes.complete();
        requireWritable(builder.nodes, root);
        return new OutputGrammar(builder.nodes, root, builder.openKeys);
    }

    /** Adds what the schema's values are to the nodes, which are not complete yet; returns the callee that stands for any of them. */
    int addRules() {
        int root = callees.of(shapes.root());
        addOpenRules();
        return root;
    }

    /** Adds what the rules call that were made so far. */
    void addOpenRules() {
        callees.fill(this::fill);
    }

    /** Whether objects among the values have names that are not written out. */
    boolean hasOpenKeys() {
        return openKeys;
    }

    /** @throws org.dasllm.format.error.DasllmException where no value can be written */
    static void requireWritable(Nodes nodes, int callee) {
        int height = nodes.heightOf(callee);
        if (height >= Nodes.ENDLESS) {
            throw Unenforceable.at("", "no value that can be written keeps to it");
        }
        if (height > OutputGrammar.DEEPEST) {
            throw Unenforceable.at("", "its values are nested deeper than " + OutputGrammar.DEEPEST + " levels");
        }
    }

    private void fill(Conjunction conjunction, Nodes.Callee callee) {
        for (Branch branch : shapes.of(conjunction)) {
            if (branch instanceof Branch.Arrays || branch instanceof Branch.Objects) {
                callee.rules.add(rule(branch, conjunction));
            } else {
                TextRule text = texts.computeIfAbsent(branch, this::text);
                if (!text.terminal.automaton().isEmpty()) {
                    callee.texts.add(text);
                }
            }
        }
    }

    /** The first node of arrays or objects; what they call is added by {@link #addOpenRules}. */
    int rule(Branch branch, Conjunction conjunction) {
        return branch instanceof Branch.Arrays arrays
                ? array(arrays, conjunction)
                : object((Branch.Objects) branch, conjunction);
    }

    private TextRule text(Branch branch) {
        if (branch instanceof Branch.Values listed) {
            List<String> spelled = new ArrayList<>();
            for (JsonNode value : listed.values()) {
                spelled.add(CanonicalJson.text(value));
            }
            return new TextRule(TextTerminal.plain(shapes.counted(TextAutomaton.of(spelled))), false);
        }
        if (branch instanceof Branch.Numbers numbers) {
            return new TextRule(TextTerminal.plain(shapes.counted(numbers.texts())), false);
        }
        Branch.Strings parts = (Branch.Strings) branch;
        TextAutomaton strings = parts.texts();
        if (parts.sets().size() + parts.formats().size() > 1) {
            shapes.counted(strings);
        }
        return strings == TextAutomaton.any() ? TextRule.ANY_STRING : new TextRule(TextTerminal.quoted(strings), false);
    }

    /** A byte, and perhaps a blank. */
    private void spaced(int from, byte[] bytes, int to) {
        int behind = nodes.add();
        nodes.bytes(from, bytes, behind);
        nodes.free(behind, to);
        if (spacing == Spacing.BLANK) {
            nodes.bytes(behind, BLANK, to);
        }
    }

    private int array(Branch.Arrays arrays, Conjunction conjunction) {
        int start = nodes.add();
        int end = nodes.add();
        nodes.accept(end);
        boolean limited = arrays.most() != Branch.UNLIMITED;
        // How many items are distinguished: the last place is reached again by further ones.
        int last = Math.max(1, Math.max(limited ? arrays.most() : arrays.least(), limited ? 0 : arrays.prefix() + 1));
        if (last > MOST_COUNTED) {
            throw Unenforceable.at(
                    conjunction.pointer() + (limited ? "/maxItems" : "/minItems"), "it is above " + MOST_COUNTED);
        }
        int at = nodes.add();
        nodes.bytes(start, new byte[] {'['}, at);
        for (int count = 0; ; count++) {
            if (count >= arrays.least()) {
                nodes.bytes(at, new byte[] {']'}, end);
            }
            if (limited && count >= arrays.most()) {
                return start;
            }
            int item = nodes.add();
            if (count == 0) {
                nodes.free(at, item);
            } else {
                spaced(at, COMMA, item);
            }
            if (!limited && count == last) {
                nodes.call(item, callees.of(arrays.item(count)), at);
                return start;
            }
            int next = nodes.add();
            nodes.call(item, callees.of(arrays.item(count)), next);
            at = next;
        }
    }

    /** A name that is written out. */
    private record Property(String name, Conjunction value, boolean required) {}

    /** Names that are not written out, endlessly many. */
    private record OpenProperties(int key, int value) {}

    private int object(Branch.Objects objects, Conjunction conjunction) {
        List<Property> properties = new ArrayList<>();
        for (String name : objects.declared()) {
            Conjunction value = objects.property(name);
            boolean required = objects.required().contains(name);
            boolean possible =
                    CanonicalJson.isWritable(name) && !shapes.of(value).isEmpty() && isAllowed(name, objects);
            if (possible) {
                properties.add(new Property(name, value, required));
            } else if (required) {
                return nodes.add();
            }
        }
        List<OpenProperties> others = new ArrayList<>();
        addOthers(objects, conjunction, properties, others);
        return new ObjectRule(objects, properties, others, conjunction).build();
    }

    private boolean isAllowed(String name, Branch.Objects objects) {
        return objects.names().stream().allMatch(names -> shapes.contains(names, TextNode.valueOf(name)));
    }

    private void addOthers(
            Branch.Objects objects, Conjunction conjunction, List<Property> properties, List<OpenProperties> others) {
        Map<TextAutomaton, Conjunction> kinds = new LinkedHashMap<>();
        boolean patterned =
                objects.layers().stream().anyMatch(layer -> !layer.patterned().isEmpty());
        Conjunction rest = objects.other(new ArrayList<>());
        if (!patterned && shapes.of(rest).isEmpty()) {
            return;
        }
        TextAutomaton names = TextAutomaton.any();
        for (Conjunction allowed : objects.names()) {
            names = shapes.counted(names.and(shapes.strings(allowed)));
        }
        split(objects, shapes.counted(names.minus(TextAutomaton.of(objects.declared()))), kinds, conjunction);
        kinds.forEach((kind, value) -> {
            Optional<List<String>> few = kind.texts(MOST_NAMES);
            if (few.isPresent()) {
                few.get().forEach(name -> properties.add(new Property(name, value, false)));
            } else if (!kind.neverRunsOut()) {
                throw Unenforceable.at(
                        conjunction.pointer(),
                        "'patternProperties' or 'propertyNames' allow names that run out, more than " + MOST_NAMES);
            } else {
                openKeys = true;
                int key = nodes.callee();
                nodes.callees.get(key).texts.add(new TextRule(TextTerminal.quoted(kind), true));
                others.add(new OpenProperties(key, callees.of(value)));
            }
        });
    }

    /** Names by which of the regular expressions they match. */
    private void split(
            Branch.Objects objects, TextAutomaton names, Map<TextAutomaton, Conjunction> kinds, Conjunction at) {
        Map<TextAutomaton, List<Branch.Patterned>> parts = new LinkedHashMap<>();
        parts.put(names, List.of());
        for (Branch.Properties layer : objects.layers()) {
            for (Branch.Patterned pattern : layer.patterned()) {
                Map<TextAutomaton, List<Branch.Patterned>> finer = new LinkedHashMap<>();
                parts.forEach((set, matched) -> {
                    List<Branch.Patterned> more = new ArrayList<>(matched);
                    more.add(pattern);
                    finer.put(shapes.counted(set.and(pattern.names())), more);
                    finer.put(shapes.counted(set.minus(pattern.names())), matched);
                });
                finer.keySet().removeIf(TextAutomaton::isEmpty);
                if (finer.size() > MOST_KINDS_OF_NAMES) {
                    throw Unenforceable.at(at.pointer() + "/patternProperties", "there are too many of them");
                }
                parts = finer;
            }
        }
        parts.forEach((set, matched) -> {
            Conjunction value = objects.other(matched);
            if (!set.isEmpty() && !shapes.of(value).isEmpty()) {
                kinds.put(set, value);
            }
        });
    }

    /** The nodes of one object: how many properties of the list are behind, whether any was written, and how many. */
    private final class ObjectRule {
        private final Branch.Objects objects;
        private final List<Property> properties;
        private final List<OpenProperties> others;
        private final Conjunction conjunction;
        private final int least;
        private final int counted;
        private final Map<List<Integer>, Integer> made = new HashMap<>();
        private final ArrayDeque<int[]> unfinished = new ArrayDeque<>();
        private final int end = nodes.add();

        ObjectRule(
                Branch.Objects objects,
                List<Property> properties,
                List<OpenProperties> others,
                Conjunction conjunction) {
            this.objects = objects;
            this.properties = properties;
            this.others = others;
            this.conjunction = conjunction;
            long required = properties.stream().filter(Property::required).count();
            this.least = objects.least() > required ? objects.least() : 0;
            boolean limited =
                    objects.most() != Branch.UNLIMITED && (!others.isEmpty() || objects.most() < properties.size());
            this.counted = limited ? objects.most() + 1 : least;
        }

        int build() {
            if ((long) counted * (properties.size() + 1) > MOST_COUNTED) {
                boolean upper = counted > least;
                throw Unenforceable.at(
                        conjunction.pointer() + (upper ? "/maxProperties" : "/minProperties"),
                        "counting so many properties needs too large an automaton");
            }
            nodes.accept(end);
            int start = nodes.add();
            nodes.bytes(start, new byte[] {'{'}, at(0, 0, 0));
            while (!unfinished.isEmpty()) {
                int[] place = unfinished.remove();
                fill(place[0], place[1], place[2]);
            }
            return start;
        }

        /** The node where {@code behind} of the properties are decided. */
        private int at(int behind, int written, int count) {
            int counts = Math.min(count, counted);
            return made.computeIfAbsent(List.of(behind, written, counts), any -> {
                unfinished.add(new int[] {behind, written, counts});
                return nodes.add();
            });
        }

        private void fill(int behind, int written, int count) {
            int node = at(behind, written, count);
            boolean room = count + 1 <= objects.most() || counted == least;
            if (behind < properties.size()) {
                Property property = properties.get(behind);
                if (room) {
                    byte[] name = CanonicalJson.string(property.name).getBytes(StandardCharsets.UTF_8);
                    int colon = nodes.add();
                    nodes.bytes(separated(node, written), name, colon);
                    value(colon, callees.of(property.value), at(behind + 1, 1, count + 1));
                }
                if (!property.required) {
                    nodes.free(node, at(behind + 1, written, count));
                }
                return;
            }
            if (count >= least) {
                nodes.bytes(node, new byte[] {'}'}, end);
            }
            for (OpenProperties other : room ? others : List.<OpenProperties>of()) {
                int colon = nodes.add();
                nodes.call(separated(node, written), other.key, colon);
                value(colon, other.value, at(behind, 1, count + 1));
            }
        }

        private int separated(int node, int written) {
            if (written == 0) {
                return node;
            }
            int name = nodes.add();
            spaced(node, COMMA, name);
            return name;
        }

        private void value(int colon, int callee, int behind) {
            int value = nodes.add();
            spaced(colon, COLON, value);
            nodes.call(value, callee, behind);
        }
    }
}
