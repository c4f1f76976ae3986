package org.dasllm.schema.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.dasllm.schema.pattern.CodePoints;
import org.jspecify.annotations.Nullable;

/**
 * A set of texts as a deterministic automaton over code points. From every state it has, a text of the set can be reached;
 * what leads to none is {@link #DEAD}. State 0 is the first; a set without texts has no states.
 */
public final class TextAutomaton {
    /** No text of the set goes on so. */
    public static final int DEAD = -1;

    /** The most states of one automaton. */
    static final int MOST_STATES = 70_000;

    /** The most entries of one automaton's table, four bytes each. */
    static final int MOST_ENTRIES = 4_000_000;

    /** Sets with more states or longer texts are not listed: each character of a text is a call on Java's stack. */
    private static final int MOST_LISTED_STATES = 10_000;

    private static final int LONGEST_LISTED = 1_000;

    private static final TextAutomaton ANY = length(0, Integer.MAX_VALUE);

    private final Alphabet alphabet;
    private final int[] table;
    private final BitSet accepting;
    private final int states;

    /** How many states there were before those were cut that lead to no text. */
    private final int explored;

    private volatile @Nullable Prospects prospects;

    private TextAutomaton(Alphabet alphabet, int[] table, BitSet accepting, int states, int explored) {
        this.explored = explored;
        this.alphabet = alphabet;
        this.table = table;
        this.accepting = accepting;
        this.states = states;
    }

    /** Where an exploration goes from a state. */
    @FunctionalInterface
    interface Step<S> {
        /** The state that a character of a class leads to, or null. */
        @Nullable
        S next(S state, int characterClass);
    }

    /** The automaton of all states that can be reached from the first one, without those that lead to nothing. */
    static <S> TextAutomaton explore(Alphabet alphabet, S first, Step<S> step, Predicate<S> accepts) {
        Map<S, Integer> numbers = new HashMap<>();
        List<S> found = new ArrayList<>();
        List<int[]> rows = new ArrayList<>();
        BitSet accepting = new BitSet();
        numbers.put(first, 0);
        found.add(first);
        for (int i = 0; i < found.size(); i++) {
            S state = found.get(i);
            accepting.set(i, accepts.test(state));
            int[] row = new int[alphabet.size()];
            for (int c = 0; c < row.length; c++) {
                S next = step.next(state, c);
                if (next == null) {
                    row[c] = DEAD;
                    continue;
                }
                Integer number = numbers.get(next);
                if (number == null) {
                    number = found.size();
                    numbers.put(next, number);
                    found.add(next);
                    if (number >= MOST_STATES || (long) number * row.length > MOST_ENTRIES) {
                        throw new TooLarge("it needs an automaton of more than " + number + " states");
                    }
                }
                row[c] = number;
            }
            rows.add(row);
        }
        return trimmed(alphabet, rows, accepting);
    }

    private static TextAutomaton trimmed(Alphabet alphabet, List<int[]> rows, BitSet accepting) {
        List<List<Integer>> before = new ArrayList<>();
        rows.forEach(row -> before.add(new ArrayList<>()));
        for (int i = 0; i < rows.size(); i++) {
            for (int target : rows.get(i)) {
                if (target >= 0) {
                    before.get(target).add(i);
                }
            }
        }
        BitSet live = (BitSet) accepting.clone();
        ArrayDeque<Integer> open = new ArrayDeque<>();
        accepting.stream().forEach(open::add);
        while (!open.isEmpty()) {
            for (int source : before.get(open.remove())) {
                if (!live.get(source)) {
                    live.set(source);
                    open.add(source);
                }
            }
        }
        if (!live.get(0)) {
            return new TextAutomaton(alphabet, new int[0], new BitSet(), 0, rows.size());
        }
        int[] renumbered = new int[rows.size()];
        Arrays.fill(renumbered, DEAD);
        int count = 0;
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            renumbered[i] = count++;
        }
        int[] table = new int[count * alphabet.size()];
        BitSet accepts = new BitSet();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            int[] row = rows.get(i);
            accepts.set(renumbered[i], accepting.get(i));
            for (int c = 0; c < row.length; c++) {
                table[renumbered[i] * row.length + c] = row[c] < 0 ? DEAD : renumbered[row[c]];
            }
        }
        return new TextAutomaton(alphabet, table, accepts, count, rows.size());
    }

    /** Every text. */
    public static TextAutomaton any() {
        return ANY;
    }

    /**
     * Texts by their length in code points.
     *
     * @param most {@link Integer#MAX_VALUE} for no limit
     */
    public static TextAutomaton length(int least, int most) {
        Alphabet alphabet = Alphabet.of(List.of(CodePoints.ANY));
        int surrogates = alphabet.classOf(0xD800);
        boolean limited = most != Integer.MAX_VALUE;
        return explore(
                alphabet,
                0,
                (count, c) -> c == surrogates || (limited && count == most)
                        ? null
                        : !limited && count >= least ? count : Integer.valueOf(count + 1),
                count -> count >= least);
    }

    /** The texts of a list. */
    public static TextAutomaton of(Collection<String> texts) {
        TreeSet<String> sorted = new TreeSet<>(texts);
        Map<Integer, CodePoints> characters = new LinkedHashMap<>();
        sorted.forEach(text -> text.codePoints().forEach(c -> characters.computeIfAbsent(c, CodePoints::of)));
        Alphabet alphabet = Alphabet.of(characters.values());
        Branching root = new Branching();
        for (String text : sorted) {
            Branching at = root;
            for (int c : text.codePoints().toArray()) {
                at = at.further.computeIfAbsent(alphabet.classOf(c), any -> new Branching());
            }
            at.ends = true;
        }
        return explore(alphabet, root, (at, c) -> at.further.get(c), at -> at.ends);
    }

    /** A place in the tree of a list's texts. */
    private static final class Branching {
        final Map<Integer, Branching> further = new TreeMap<>();
        boolean ends;
    }

    /** States of two automata, side by side. */
    private record Pair(int first, int second) {}

    @FunctionalInterface
    private interface Wanted {
        boolean of(boolean first, boolean second);
    }

    private TextAutomaton with(TextAutomaton other, boolean firstNeeded, boolean secondNeeded, Wanted wanted) {
        Alphabet.Both both = Alphabet.both(alphabet, other.alphabet);
        Pair begin = new Pair(states == 0 ? DEAD : 0, other.states == 0 ? DEAD : 0);
        return explore(
                both.alphabet(),
                begin,
                (pair, c) -> {
                    int first = pair.first == DEAD ? DEAD : table[pair.first * alphabet.size() + both.first()[c]];
                    int second = pair.second == DEAD
                            ? DEAD
                            : other.table[pair.second * other.alphabet.size() + both.second()[c]];
                    boolean none = first == DEAD && second == DEAD;
                    return none || (firstNeeded && first == DEAD) || (secondNeeded && second == DEAD)
                            ? null
                            : new Pair(first, second);
                },
                pair -> wanted.of(accepts(pair.first), other.accepts(pair.second)));
    }

    /** What is in both sets. */
    public TextAutomaton and(TextAutomaton other) {
        return this == ANY ? other : other == ANY ? this : with(other, true, true, (a, b) -> a && b);
    }

    /** What is in either. */
    public TextAutomaton or(TextAutomaton other) {
        return states == 0 ? other : other.states == 0 ? this : with(other, false, false, (a, b) -> a || b);
    }

    /** What is in this set and not in the other. */
    public TextAutomaton minus(TextAutomaton other) {
        return other.states == 0 ? this : with(other, true, false, (a, b) -> a && !b);
    }

    public boolean isEmpty() {
        return states == 0;
    }

    /** How many states were made to find this set's. */
    int explored() {
        return explored;
    }

    long exploredEntries() {
        return (long) explored * alphabet.size();
    }

    public boolean accepts(int state) {
        return state >= 0 && accepting.get(state);
    }

    /** The state that a character leads to, or {@link #DEAD}. */
    public int next(int state, int codePoint) {
        return table[state * alphabet.size() + alphabet.classOf(codePoint)];
    }

    /** Whether any character from {@code first} to {@code last} goes on from a state. */
    boolean goesOn(int state, int first, int last) {
        int row = state * alphabet.size();
        for (int run = alphabet.run(first); run < alphabet.runs() && alphabet.startOf(run) <= last; run++) {
            if (table[row + alphabet.classOfRun(run)] != DEAD) {
                return true;
            }
        }
        return false;
    }

    /** Whether the text is in the set. */
    public boolean contains(String text) {
        int state = states == 0 ? DEAD : 0;
        for (int i = 0; i < text.length() && state != DEAD; ) {
            int c = text.codePointAt(i);
            state = next(state, c);
            i += Character.charCount(c);
        }
        return accepts(state);
    }

    /**
     * The states from which only finitely many texts can follow, in an order in which each comes behind all that it leads to.
     */
    private List<Integer> finite() {
        List<List<Integer>> before = new ArrayList<>();
        int[] open = new int[states];
        for (int i = 0; i < states; i++) {
            before.add(new ArrayList<>());
        }
        for (int i = 0; i < states; i++) {
            for (int c = 0; c < alphabet.size(); c++) {
                int target = table[i * alphabet.size() + c];
                if (target != DEAD) {
                    before.get(target).add(i);
                    open[i]++;
                }
            }
        }
        List<Integer> finite = new ArrayList<>();
        for (int i = 0; i < states; i++) {
            if (open[i] == 0) {
                finite.add(i);
            }
        }
        for (int i = 0; i < finite.size(); i++) {
            for (int source : before.get(finite.get(i))) {
                if (--open[source] == 0) {
                    finite.add(source);
                }
            }
        }
        return finite;
    }

    /** Whether after any beginning of a text infinitely many texts are left. */
    public boolean neverRunsOut() {
        return finite().isEmpty();
    }

    /** The texts of the set in their order, if there are at most {@code most} and none is very long; else empty. */
    public Optional<List<String>> texts(int most) {
        List<Integer> finite = finite();
        if (finite.size() < states || states > MOST_LISTED_STATES) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        return states == 0 || collect(0, new StringBuilder(), texts, most) ? Optional.of(texts) : Optional.empty();
    }

    private boolean collect(int state, StringBuilder text, List<String> texts, int most) {
        if (text.length() > LONGEST_LISTED || (accepting.get(state) && texts.size() == most)) {
            return false;
        }
        if (accepting.get(state)) {
            texts.add(text.toString());
        }
        int length = text.length();
        for (int run = 0; run < alphabet.runs(); run++) {
            int target = table[state * alphabet.size() + alphabet.classOfRun(run)];
            int end = run + 1 < alphabet.runs() ? alphabet.startOf(run + 1) : Character.MAX_CODE_POINT + 1;
            for (int c = alphabet.startOf(run); target != DEAD && c < end; c++) {
                boolean fits = collect(target, text.appendCodePoint(c), texts, most);
                text.setLength(length);
                if (!fits) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What may follow the states, computed when first asked for. */
    Prospects prospects() {
        Prospects known = prospects;
        if (known == null) {
            known = new Prospects(alphabet, table, accepting, states);
            prospects = known;
        }
        return known;
    }
}
