package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.shape.Branch.Values;
import org.dasllm.schema.text.StateBudget;
import org.dasllm.schema.text.Subsets;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TooLarge;
import org.jspecify.annotations.Nullable;

/** The branches of a document's schemas. */
public final class Shapes {
    private static final int MOST_BRANCHES = 200;
    private static final int MOST_SHAPES = 5_000;

    /** Any JSON value. */
    static final List<Branch> ANYTHING = List.of(
            new Values(List.of(NullNode.instance, BooleanNode.TRUE, BooleanNode.FALSE)),
            Branch.Numbers.ANY,
            Branch.Strings.ANY,
            Branch.Arrays.ANY,
            Branch.Objects.ANY);

    private final Keywords keywords;
    private final Conjunction root;
    private final Map<SchemaPlace, List<Branch>> read = new HashMap<>();
    private final Map<Conjunction, List<Branch>> combined = new HashMap<>();

    private final StateBudget budget = new StateBudget();
    private final Membership membership = new Membership(this);
    private final Disjointness disjointness = new Disjointness(this, membership);

    public Shapes(JsonSchema schema) {
        this.root = Conjunction.of(new SchemaPlace("", schema.source()));
        this.keywords = new Keywords(this, schema);
    }

    public Conjunction root() {
        return root;
    }

    /**
     * The branches of which a value keeps to one; none where no value keeps to the schemas.
     *
     * @throws org.dasllm.format.error.DasllmException for what cannot be enforced, by its place
     */
    public List<Branch> of(Conjunction conjunction) {
        List<Branch> known = combined.get(conjunction);
        if (known != null) {
            return known;
        }
        if (combined.size() > MOST_SHAPES) {
            throw Unenforceable.at(
                    conjunction.pointer(), "more than " + MOST_SHAPES + " schemas follow from it and those beside it");
        }
        List<Branch> all = ANYTHING;
        for (SchemaPlace place : conjunction.places()) {
            all = both(all, of(place), place.pointer());
        }
        combined.put(conjunction, all);
        return all;
    }

    /** Whether a value keeps to schemas. */
    public boolean contains(Conjunction conjunction, JsonNode value) {
        return membership.of(value, conjunction);
    }

    /** The texts that hold a match of a regular expression. */
    TextAutomaton containing(String expression) {
        return Subsets.containing(expression, budget);
    }

    /** Whether no value is in a branch of both, as far as that can be proved. */
    boolean areDisjoint(List<Branch> first, List<Branch> second) {
        return disjointness.of(first, second);
    }

    /** An automaton that was made for these schemas; where all of them together are too large, {@link TooLarge}. */
    public TextAutomaton counted(TextAutomaton made) {
        return budget.counted(made);
    }

    /** The strings that keep to schemas, those of formats as far as they are written. */
    public TextAutomaton strings(Conjunction conjunction) {
        TextAutomaton all = TextAutomaton.of(List.of());
        for (Branch branch : of(conjunction)) {
            if (branch instanceof Branch.Strings strings) {
                all = counted(all.or(counted(strings.texts())));
            } else if (branch instanceof Values listed) {
                all = counted(all.or(TextAutomaton.of(listed.values().stream()
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .toList())));
            }
        }
        return all;
    }

    List<Branch> of(SchemaPlace place) {
        List<Branch> known = read.get(place);
        if (known == null) {
            try {
                known = keywords.read(place);
            } catch (TooLarge e) {
                throw Unenforceable.at(place.pointer(), String.valueOf(e.getMessage()));
            }
            read.put(place, known);
        }
        return known;
    }

    /** The branches of values that keep to one of either. */
    List<Branch> both(List<Branch> first, List<Branch> second, String pointer) {
        if (first == ANYTHING) {
            return second;
        }
        Joined all = new Joined(pointer);
        for (Branch a : first) {
            for (Branch b : second) {
                Branch both = both(a, b);
                if (both != null) {
                    all.add(both);
                }
            }
        }
        return all.branches();
    }

    /** Branches of several alternatives, each once, listed values together. */
    List<Branch> joined(List<Branch> branches, String pointer) {
        Joined all = new Joined(pointer);
        branches.forEach(all::add);
        return all.branches();
    }

    /** Collects branches and gives up as soon as there are too many. */
    private static final class Joined {
        private final String pointer;
        private final Map<String, JsonNode> values = new LinkedHashMap<>();
        private final List<Branch> others = new ArrayList<>();

        Joined(String pointer) {
            this.pointer = pointer;
        }

        void add(Branch branch) {
            if (branch instanceof Values listed) {
                listed.values().forEach(value -> values.putIfAbsent(CanonicalJson.key(value), value));
            } else if (!others.contains(branch)) {
                others.add(branch);
            }
            if (others.size() + (values.isEmpty() ? 0 : 1) > MOST_BRANCHES) {
                throw Unenforceable.at(pointer, "its alternatives multiply to more than " + MOST_BRANCHES);
            }
        }

        List<Branch> branches() {
            List<Branch> all = new ArrayList<>();
            if (!values.isEmpty()) {
                all.add(new Values(List.copyOf(values.values())));
            }
            all.addAll(others);
            return all;
        }
    }

    private @Nullable Branch both(Branch a, Branch b) {
        if (a instanceof Values listed) {
            return kept(listed, b);
        }
        if (b instanceof Values listed) {
            return kept(listed, a);
        }
        if (a instanceof Branch.Numbers one && b instanceof Branch.Numbers two) {
            return one.and(two);
        }
        if (a instanceof Branch.Strings one && b instanceof Branch.Strings two) {
            return one.and(two);
        }
        if (a instanceof Branch.Arrays one && b instanceof Branch.Arrays two) {
            Branch.Arrays both = one.and(two);
            return both.least() > both.most() ? null : both;
        }
        if (a instanceof Branch.Objects one && b instanceof Branch.Objects two) {
            Branch.Objects both = one.and(two);
            return both.least() > both.most() ? null : both;
        }
        return null;
    }

    private @Nullable Values kept(Values listed, Branch branch) {
        List<JsonNode> kept = listed.values().stream()
                .filter(value -> membership.of(value, branch))
                .toList();
        return kept.isEmpty() ? null : new Values(kept);
    }
}
