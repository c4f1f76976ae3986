package org.dasllm.schema.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What may follow the states of an automaton, by kinds and numbers of characters. Each answer is computed when it is first asked for; threads that
 * compute it at the same time find the same.
 */
final class Prospects {
    /** No number of characters of some kinds is larger: few tokens have more. */
    static final int FARTHEST = 32;

    /** No number of any characters is larger: hardly any token has more. */
    private static final int FARTHEST_OF_ANY = 128;

    /** Of an automaton with a larger table, numbers would take longer to find than they save. */
    private static final int MOST_ENTRIES = 150_000;

    private final int[] table;
    private final BitSet accepting;
    private final int states;

    /** By class, the kinds that some character in it is of; see {@link Kinds}. */
    private final int[] kinds;

    /** The classes of all characters. */
    private final int[] characters;

    private volatile int usable = -1;
    private volatile @Nullable Reach open;
    private volatile @Nullable Reach free;
    private final Map<Integer, Reach> certain = new ConcurrentHashMap<>();
    private final Map<Integer, Reach> possible = new ConcurrentHashMap<>();

    /** @param table a target for each state and class of the alphabet */
    Prospects(Alphabet alphabet, int[] table, BitSet accepting, int states) {
        this.table = table;
        this.accepting = accepting;
        this.states = states;
        this.kinds = alphabet.kinds();
        int surrogates = alphabet.classOf(Character.MIN_SURROGATE);
        this.characters =
                IntStream.range(0, kinds.length).filter(c -> c != surrogates).toArray();
    }

    /** The kinds of which every character goes on from a state. */
    int goingOn(int state) {
        int all = Kinds.ALL;
        for (int c = 0; c < kinds.length; c++) {
            all &= table[state * kinds.length + c] == TextAutomaton.DEAD ? ~kinds[c] : -1;
        }
        return all;
    }

    /** The kinds of which some character is in some text. */
    int usable() {
        int known = usable;
        if (known < 0) {
            known = 0;
            for (int row = 0; row < table.length && known != Kinds.ALL; row += kinds.length) {
                for (int c = 0; c < kinds.length; c++) {
                    known |= table[row + c] == TextAutomaton.DEAD ? 0 : kinds[c];
                }
            }
            usable = known;
        }
        return known;
    }

    /** How many characters of some kinds may follow whatever they are. */
    Reach certain(int ofKinds) {
        return certain.computeIfAbsent(ofKinds, any -> new Reach(least(classesOf(ofKinds), false, FARTHEST), 0));
    }

    /** How many characters of some kinds can follow at all, or more. */
    Reach possible(int ofKinds) {
        return possible.computeIfAbsent(ofKinds, any -> new Reach(most(classesOf(ofKinds)), FARTHEST));
    }

    /** How many characters may follow whatever they are, and behind them the begin of any other; -1 where none may follow but some. */
    Reach open() {
        Reach known = open;
        if (known == null) {
            known = new Reach(less(least(characters, false, FARTHEST_OF_ANY)), -1);
            open = known;
        }
        return known;
    }

    /** The same where the text may end behind as many and behind fewer. */
    Reach free() {
        Reach known = free;
        if (known == null) {
            known = new Reach(less(least(characters, true, FARTHEST_OF_ANY)), -1);
            free = known;
        }
        return known;
    }

    private static int[] less(int[] numbers) {
        Arrays.setAll(numbers, state -> numbers[state] - 1);
        return numbers;
    }

    private int[] classesOf(int ofKinds) {
        return IntStream.range(0, kinds.length)
                .filter(c -> (kinds[c] & ofKinds) != 0)
                .toArray();
    }

    /** From each state, how many characters of some classes go on for certain, at most so many; none where the text cannot end, if it must be able to. */
    private int[] least(int[] classes, boolean ending, int most) {
        if (table.length > MOST_ENTRIES) {
            return new int[0];
        }
        int[] numbers = new int[states];
        Arrays.fill(numbers, most);
        for (boolean changed = true; changed; ) {
            changed = false;
            // Most states lead to later ones.
            for (int state = states - 1; state >= 0; state--) {
                int number = ending && !accepting.get(state) ? 0 : numbers[state];
                int row = state * kinds.length;
                for (int i = 0; i < classes.length && number > 0; i++) {
                    int target = table[row + classes[i]];
                    number = Math.min(number, target == TextAutomaton.DEAD ? 0 : 1 + numbers[target]);
                }
                changed |= number != numbers[state];
                numbers[state] = number;
            }
        }
        return numbers;
    }

    /** From each state, how many characters of some classes can go on. */
    private int[] most(int[] classes) {
        if (table.length > MOST_ENTRIES) {
            return new int[0];
        }
        int[] numbers = new int[states];
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int state = states - 1; state >= 0; state--) {
                int number = numbers[state];
                int row = state * kinds.length;
                for (int i = 0; i < classes.length && number < FARTHEST; i++) {
                    int target = table[row + classes[i]];
                    if (target != TextAutomaton.DEAD) {
                        number = target == state ? FARTHEST : Math.max(number, 1 + numbers[target]);
                    }
                }
                changed |= number != numbers[state];
                numbers[state] = number;
            }
        }
        return numbers;
    }
}
