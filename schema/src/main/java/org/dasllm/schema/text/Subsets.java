package org.dasllm.schema.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dasllm.schema.pattern.CodePoints;
import org.dasllm.schema.pattern.EcmaParser;
import org.dasllm.schema.pattern.Expression;

/**
 * The texts in which a regular expression is found: Thompson's construction and that of subsets. The places before the first
 * character and after the last are edges of their own kind: the first can be taken only where nothing has been read, the
 * second only to see whether a text may end.
 */
public final class Subsets {
    private static final int MOST_NODES = 100_000;

    /** Nodes that the whole construction may look at, the same ones counted again and again. */
    private static final long MOST_VISITS = 50_000_000;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<CodePoints, BitSet> classes = new LinkedHashMap<>();
    private long visits;

    private static final class Node {
        final List<Integer> free = new ArrayList<>();
        final List<Integer> atBegin = new ArrayList<>();
        final List<Integer> atEnd = new ArrayList<>();
        CodePoints characters = CodePoints.NONE;
        int target = -1;
    }

    private Subsets() {}

    /**
     * Texts that hold a match, as JSON Schema means {@code pattern}; a fault is a {@link org.dasllm.schema.pattern.PatternFault}.
     *
     * @param budget counts the automaton and the steps to make it
     */
    public static TextAutomaton containing(String expression, StateBudget budget) {
        Subsets subsets = new Subsets();
        TextAutomaton made = subsets.automaton(EcmaParser.parse(expression), true);
        budget.step(subsets.visits);
        return budget.counted(made);
    }

    /** Texts that match from their beginning to their end. */
    public static TextAutomaton matching(String expression) {
        return new Subsets().automaton(EcmaParser.parse(expression), false);
    }

    private int node() {
        if (nodes.size() >= MOST_NODES) {
            throw new TooLarge("it needs an automaton of more than " + MOST_NODES + " parts");
        }
        nodes.add(new Node());
        return nodes.size() - 1;
    }

    private TextAutomaton automaton(Expression expression, boolean anywhere) {
        int start = node();
        int from = node();
        nodes.get(start).free.add(from);
        int end = add(expression, from);
        int last = node();
        (anywhere ? nodes.get(end).free : nodes.get(end).atEnd).add(last);
        if (anywhere) {
            int skip = node();
            nodes.get(start).free.add(skip);
            characters(skip, CodePoints.ANY, start);
        }
        Alphabet alphabet = Alphabet.of(classes.keySet());
        classes.replaceAll((set, none) -> classesOf(set, alphabet));
        Subset all = new Subset(new int[] {last}, false);
        int surrogates = alphabet.classOf(0xD800);
        Function<Subset, Subset> whole = subset -> anywhere && has(subset, last) ? all : subset;
        return TextAutomaton.explore(
                alphabet,
                whole.apply(closed(new int[] {start}, true)),
                (subset, c) -> {
                    if (subset.equals(all)) {
                        return !anywhere || c == surrogates ? null : all;
                    }
                    visit(subset.nodes.length);
                    int[] targets = Arrays.stream(subset.nodes)
                            .mapToObj(nodes::get)
                            .filter(node -> node.target >= 0
                                    && membersOf(node.characters).get(c))
                            .mapToInt(node -> node.target)
                            .toArray();
                    return targets.length == 0 ? null : whole.apply(closed(targets, false));
                },
                subset -> subset.equals(all) || has(closure(subset.nodes, subset.begin, true), last));
    }

    private BitSet membersOf(CodePoints characters) {
        return classes.getOrDefault(characters, new BitSet());
    }

    private static BitSet classesOf(CodePoints set, Alphabet alphabet) {
        BitSet members = new BitSet();
        for (CodePoints.Range range : set.ranges()) {
            for (int run = alphabet.run(range.first());
                    run < alphabet.runs() && alphabet.startOf(run) <= range.last();
                    run++) {
                members.set(alphabet.classOfRun(run));
            }
        }
        return members;
    }

    private static boolean has(Subset subset, int node) {
        return Arrays.binarySearch(subset.nodes, node) >= 0;
    }

    private static boolean has(BitSet closure, int node) {
        return closure.get(node);
    }

    private Subset closed(int[] from, boolean begin) {
        return new Subset(closure(from, begin, false).stream().toArray(), begin);
    }

    private void visit(int count) {
        visits += count;
        if (visits > MOST_VISITS) {
            throw new TooLarge("its automaton takes more than " + MOST_VISITS + " steps to make");
        }
    }

    private BitSet closure(int[] from, boolean begin, boolean end) {
        BitSet reached = new BitSet();
        ArrayDeque<Integer> open = new ArrayDeque<>();
        Arrays.stream(from).forEach(open::add);
        while (!open.isEmpty()) {
            int at = open.remove();
            visit(1);
            if (!reached.get(at)) {
                reached.set(at);
                Node node = nodes.get(at);
                open.addAll(node.free);
                if (begin) {
                    open.addAll(node.atBegin);
                }
                if (end) {
                    open.addAll(node.atEnd);
                }
            }
        }
        return reached;
    }

    private void characters(int from, CodePoints set, int target) {
        nodes.get(from).characters = set;
        nodes.get(from).target = target;
        classes.putIfAbsent(set, new BitSet());
    }

    /** Adds an expression behind a node; returns the node behind it. */
    private int add(Expression expression, int from) {
        if (expression instanceof Expression.One one) {
            int read = node();
            int target = node();
            nodes.get(from).free.add(read);
            characters(read, one.of(), target);
            return target;
        }
        if (expression instanceof Expression.Sequence sequence) {
            int at = from;
            for (Expression part : sequence.parts()) {
                at = add(part, at);
            }
            return at;
        }
        if (expression instanceof Expression.Choice choice) {
            int target = node();
            for (Expression alternative : choice.alternatives()) {
                int begin = node();
                nodes.get(from).free.add(begin);
                nodes.get(add(alternative, begin)).free.add(target);
            }
            return target;
        }
        if (expression instanceof Expression.Repeat repeat) {
            return repeat(repeat, from);
        }
        int target = node();
        Node node = nodes.get(from);
        (expression instanceof Expression.Begin ? node.atBegin : node.atEnd).add(target);
        return target;
    }

    private int repeat(Expression.Repeat repeat, int from) {
        int at = from;
        for (int i = 0; i < repeat.least(); i++) {
            at = add(repeat.what(), at);
        }
        if (repeat.most() == Expression.UNLIMITED) {
            int loop = node();
            nodes.get(at).free.add(loop);
            int begin = node();
            nodes.get(loop).free.add(begin);
            nodes.get(add(repeat.what(), begin)).free.add(loop);
            int target = node();
            nodes.get(loop).free.add(target);
            return target;
        }
        int target = node();
        nodes.get(at).free.add(target);
        for (int i = repeat.least(); i < repeat.most(); i++) {
            at = add(repeat.what(), at);
            nodes.get(at).free.add(target);
        }
        return target;
    }

    /** Nodes that are reached by the same texts; {@code begin} where that is the empty one. */
    private record Subset(int[] nodes, boolean begin) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Subset subset && begin == subset.begin && Arrays.equals(nodes, subset.nodes);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(nodes) + Boolean.hashCode(begin);
        }
    }
}
