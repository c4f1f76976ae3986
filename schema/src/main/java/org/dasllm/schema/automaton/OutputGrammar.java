package org.dasllm.schema.automaton;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.pattern.PatternFault;
import org.dasllm.schema.text.Subsets;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TextTerminal;
import org.dasllm.schema.text.TooLarge;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may be, ready to be read along with it; by many threads at once.
 *
 * <p>JSON is written in one way: properties in the order of the schema, those that it does not name behind them, one spelling for
 * each string and number, and no white space but where {@link Spacing} has it. No name comes twice
 * in an object.
 */
public final class OutputGrammar {
    /** The most objects and arrays in each other. */
    public static final int DEEPEST = 64;

    /** The most ways in which an answer may be understood at the same time; later ones are given up. */
    static final int MOST_STACKS = 64;

    private final Rules rules;
    private final int root;
    private final boolean openKeys;

    OutputGrammar(Nodes nodes, int root, boolean openKeys) {
        this.rules = new Rules(nodes);
        this.root = root;
        this.openKeys = openKeys;
    }

    /**
     * JSON that keeps to a schema.
     *
     * @throws DasllmException for a schema with anything that cannot be enforced, naming the keyword and its place; nothing is
     *     left out silently
     */
    public static OutputGrammar of(JsonSchema schema) {
        return of(schema, Spacing.BLANK);
    }

    /** The same with other white space. */
    public static OutputGrammar of(JsonSchema schema, Spacing spacing) {
        return GrammarBuilder.build(schema, spacing);
    }

    /**
     * What a production allows.
     *
     * @throws DasllmException for anything in it that cannot be enforced
     */
    public static OutputGrammar of(Production production) {
        return ProductionBuilder.build(production);
    }

    /**
     * Text that matches a regular expression of ECMAScript from its beginning to its end.
     *
     * @throws DasllmException for an expression that is broken or cannot be enforced
     */
    public static OutputGrammar ofExpression(String expression) {
        try {
            return ofText(Subsets.matching(expression), "The regular expression matches no text");
        } catch (PatternFault | TooLarge e) {
            throw DasllmException.input(
                    "The regular expression cannot be enforced: it " + e.getMessage(), "Simplify it", e);
        }
    }

    /** One of some texts; none or empty ones only is a {@link DasllmException}. */
    public static OutputGrammar ofChoices(Collection<String> choices) {
        return ofText(TextAutomaton.of(choices), "The list of choices is empty");
    }

    private static OutputGrammar ofText(TextAutomaton texts, String none) {
        if (texts.isEmpty()) {
            throw DasllmException.input(none, "Allow at least one text");
        }
        Nodes nodes = new Nodes();
        int root = nodes.callee();
        nodes.callees.get(root).texts.add(new TextRule(TextTerminal.plain(texts), false));
        nodes.complete();
        return new OutputGrammar(nodes, root, false);
    }

    /** The state before the first byte. */
    public OutputState start() {
        List<Frame> frames = new ArrayList<>();
        addCallee(frames, root, null, 0);
        return new OutputState(this, frames, false, openKeys ? SeenNames.NONE : null);
    }

    /** How deep a stack must be so that one that is {@code further} deeper is bound to lead to an end in time. */
    public boolean isFarFromDeepest(Frame frame, int further) {
        return frame.depth() + further + rules.nodes().highest() < DEEPEST;
    }

    private int cap(int depth) {
        return Math.min(DEEPEST - depth, rules.nodes().highest());
    }

    private void addCallee(Collection<Frame> frames, int callee, @Nullable Frame below, int depth) {
        Nodes.Callee called = rules.nodes().callees.get(callee);
        for (TextRule text : called.texts) {
            frames.add(new Frame(text.place(text.terminal.start()), below, depth));
        }
        for (int start : called.rules) {
            if (1 + rules.nodes().height(start) <= DEEPEST - depth) {
                frames.add(new Frame(rules.place(new int[] {start}, cap(depth + 1)), below, depth + 1));
            }
        }
    }

    /** Adds a stack, or what it calls where it only goes on into raw text: what tokens may follow is found much faster from texts. */
    void enter(Frame frame, Collection<Frame> frames) {
        if (frame.place() instanceof RulePlace place && place.entersRaw()) {
            for (int call = 0; call < place.calls(); call++) {
                addCallee(frames, place.callee(call), frame.at(place.behind(call)), frame.depth());
            }
        } else {
            frames.add(frame);
        }
    }

    /** Whether all stacks are within a text that has not ended: they call nothing, and go on at no end. */
    private static boolean isClosed(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame.place() instanceof RulePlace || frame.place().accepts()) {
                return false;
            }
        }
        return true;
    }

    /**
     * All stacks that some become without a byte: what they call, and where they go on at their ends.
     *
     * @param ended is run where a stack ends that has nothing below
     */
    public List<Frame> closure(List<Frame> frames, Runnable ended) {
        if (isClosed(frames)) {
            return frames;
        }
        Set<Frame> all = new LinkedHashSet<>(frames);
        List<Frame> open = new ArrayList<>(all);
        for (int i = 0; i < open.size(); i++) {
            Frame frame = open.get(i);
            List<Frame> further = new ArrayList<>();
            if (frame.place().accepts()) {
                Frame below = frame.below();
                if (below == null) {
                    ended.run();
                } else {
                    further.add(below);
                }
            }
            if (frame.place() instanceof RulePlace place) {
                for (int call = 0; call < place.calls(); call++) {
                    addCallee(further, place.callee(call), frame.at(place.behind(call)), frame.depth());
                }
            }
            for (Frame each : further) {
                if (all.add(each)) {
                    open.add(each);
                }
            }
        }
        return open;
    }
}
