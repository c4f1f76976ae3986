package org.dasllm.schema.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.schema.automaton.Frame;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.Place;
import org.dasllm.schema.automaton.TextPlace;
import org.dasllm.schema.text.Reach;
import org.dasllm.schema.text.TextTerminal;
import org.jspecify.annotations.Nullable;

/** Walks tries of tokens from places of one grammar. */
final class PlaceWalk {
    private final MaskVocabulary vocabulary;
    private final OutputGrammar grammar;
    private final Stacks none;

    PlaceWalk(MaskVocabulary vocabulary, OutputGrammar grammar) {
        this.vocabulary = vocabulary;
        this.grammar = grammar;
        this.none = new Stacks(List.of(), List.of());
    }

    /** Tokens that go on behind the end of what a place is in. */
    private final class Behind {
        /** Those that close a string; none were found where there is no set. */
        private @Nullable TokenSet closing;

        private final List<TokenTrie.Entry> others = new ArrayList<>();

        TokenSet closing() {
            TokenSet known = closing;
            if (known == null) {
                known = new TokenSet(vocabulary.size());
                closing = known;
            }
            return known;
        }

        /** @param follower the byte that what is left must begin with; {@link TextPlace#ANY_FOLLOWER} for any */
        void add(TokenTrie trie, int node, int follower) {
            if (follower == TextPlace.ANY_FOLLOWER && vocabulary.rests().isClosedAt(trie, node)) {
                closing().addAll(trie, node);
                return;
            }
            for (int inner = node + 1; inner < trie.end(node); inner++) {
                boolean first = trie.depth(inner) == trie.depth(node) + 1;
                if (first && follower != TextPlace.ANY_FOLLOWER && trie.label(inner) != follower) {
                    inner = trie.end(inner) - 1;
                    continue;
                }
                for (int place = trie.firstToken(inner); place < trie.endOfOwn(inner); place++) {
                    int token = trie.token(place);
                    byte[] bytes = vocabulary.bytes(token);
                    others.add(new TokenTrie.Entry(Arrays.copyOfRange(bytes, trie.depth(node), bytes.length), token));
                }
            }
        }

        /** What they have left; none where there are no such tokens. */
        @Nullable
        TokenTrie rests() {
            TokenTrie closed = closing == null ? null : vocabulary.rests().of(closing);
            if (others.isEmpty()) {
                return closed;
            }
            if (closed != null) {
                others.addAll(closed.entries());
            }
            return new TokenTrie(others);
        }
    }

    /** What a walk finds. */
    private final class Found {
        final TokenSet allowed = new TokenSet(vocabulary.size());
        private @Nullable TokenSet named;
        final Behind behind = new Behind();
        final Behind behindNamed = new Behind();

        /** Tokens with which a name is complete that must not have come before. */
        TokenSet named() {
            TokenSet known = named;
            if (known == null) {
                known = new TokenSet(vocabulary.size());
                named = known;
            }
            return known;
        }

        void allow(TokenTrie trie, int node, boolean name) {
            if (trie.firstToken(node) < trie.endOfOwn(node)) {
                (name ? named() : allowed).addOwn(trie, node);
            }
        }

        /** All tokens in a node's subtree, with what they have left behind it. */
        void leave(TokenTrie trie, int node, boolean name, int follower) {
            (name ? behindNamed : behind).add(trie, node, follower);
        }

        PlaceMask mask(boolean ends) {
            boolean sparse = allowed.count() < vocabulary.size() / 64;
            int[] few = sparse ? allowed.tokens() : new int[0];
            return new PlaceMask(
                    few,
                    sparse ? null : allowed.words(),
                    named == null ? new int[0] : named.tokens(),
                    behind.rests(),
                    behindNamed.rests(),
                    ends);
        }
    }

    /** What a place says of all tokens. */
    PlaceMask mask(Place place) {
        Found found = new Found();
        if (place instanceof TextPlace text) {
            text(text, found);
        } else {
            rule(place, found);
        }
        return found.mask(place.accepts());
    }

    /** Within a text only its automaton is asked; groups of tokens that it reads whole, or not at all, need not be walked. */
    private void text(TextPlace place, Found found) {
        TextTerminal terminal = place.terminal();
        int kinds = terminal.goingOn(place.state());
        if (kinds == 0) {
            walk(vocabulary.all(), place, found);
            return;
        }
        Reach certain = terminal.certain(kinds);
        TextTokens tokens = vocabulary
                .groups()
                .of(
                        kinds,
                        terminal.usable(),
                        certain.of(place.state()),
                        terminal.possible(kinds).of(place.state()));
        found.allowed.addAll(tokens.allowed());
        tokens.goingOn().forEach(group -> within(group.trie(), place, certain, found.allowed));
        tokens.others().forEach(group -> within(group.trie(), place, terminal.open(), found.allowed));
        SpecialTokens special = vocabulary.special();
        within(special.inside(), place, terminal.open(), found.allowed);
        within(special.closing(), place, terminal.free(), place.isOpenKey() ? found.named() : found.allowed);
        within(
                special.beyond(),
                place,
                terminal.free(),
                (place.isOpenKey() ? found.behindNamed : found.behind).closing());
    }

    /**
     * Adds the tokens of a tree that a string reads.
     *
     * @param reach by state of the string, how many characters of a token may follow whatever they are: they need not be read
     */
    private static void within(TokenTrie trie, TextPlace place, Reach reach, TokenSet set) {
        TextTerminal terminal = place.terminal();
        long[] states = new long[trie.longest() + 1];
        states[0] = place.state();
        for (int node = 1; node < trie.nodes(); ) {
            int depth = trie.depth(node);
            long state = terminal.next(states[depth - 1], trie.label(node));
            if (state == TextTerminal.DEAD) {
                node = trie.end(node);
            } else if (trie.isWithin(node, reach.of(state))) {
                set.addAll(trie, node);
                node = trie.end(node);
            } else {
                set.addOwn(trie, node);
                states[depth] = state;
                node++;
            }
        }
    }

    private static void walk(TokenTrie trie, TextPlace place, Found found) {
        TextTerminal terminal = place.terminal();
        long[] states = new long[trie.longest() + 1];
        states[0] = place.state();
        for (int node = 1; node < trie.nodes(); ) {
            int depth = trie.depth(node);
            long state = terminal.next(states[depth - 1], trie.label(node));
            if (state == TextTerminal.DEAD) {
                node = trie.end(node);
                continue;
            }
            boolean ends = terminal.accepts(state);
            boolean name = ends && place.isOpenKey();
            found.allow(trie, node, name);
            if (ends) {
                found.leave(trie, node, name, place.follower());
            }
            states[depth] = state;
            node++;
        }
    }

    private void rule(Place place, Found found) {
        TokenTrie trie = vocabulary.all();
        Stacks[] stacks = new Stacks[trie.longest() + 1];
        stacks[0] = new Stacks(List.of(Frame.alone(place)), List.of());
        for (int node = 1; node < trie.nodes(); ) {
            int depth = trie.depth(node);
            Stacks next = next(stacks[depth - 1], trie.label(node));
            if (next.isEmpty()) {
                node = trie.end(node);
                continue;
            }
            found.allow(trie, node, next.plain.isEmpty());
            if (next.plainEnds || next.namedEnds) {
                found.leave(trie, node, !next.plainEnds, TextPlace.ANY_FOLLOWER);
            }
            stacks[depth] = next;
            node++;
        }
    }

    /** Stacks behind some bytes; {@code named} are those in which a name has been completed that must be new. */
    private final class Stacks {
        final List<Frame> plain;
        final List<Frame> named;
        private boolean plainEnds;
        private boolean namedEnds;
        final List<Frame> plainClosed;
        final List<Frame> namedClosed;

        Stacks(List<Frame> plain, List<Frame> named) {
            this.plain = plain;
            this.named = named;
            this.plainClosed = plain.isEmpty() ? plain : grammar.closure(plain, () -> plainEnds = true);
            this.namedClosed = named.isEmpty() ? named : grammar.closure(named, () -> namedEnds = true);
        }

        boolean isEmpty() {
            return plain.isEmpty() && named.isEmpty();
        }
    }

    private Stacks next(Stacks stacks, int b) {
        List<Frame> plain = List.of();
        List<Frame> named = List.of();
        for (Frame frame : stacks.plainClosed) {
            Place place = frame.place().next(b);
            if (place == null) {
                continue;
            }
            if (place instanceof TextPlace text && text.isOpenKey() && text.accepts()) {
                named = with(named, frame.at(place));
            } else {
                plain = with(plain, frame.at(place));
            }
        }
        for (Frame frame : stacks.namedClosed) {
            Place place = frame.place().next(b);
            if (place != null) {
                named = with(named, frame.at(place));
            }
        }
        // Most bytes go on nowhere.
        return plain.isEmpty() && named.isEmpty() ? none : new Stacks(plain, named);
    }

    /** Stacks with one more, once each; there are few of them. */
    private static List<Frame> with(List<Frame> frames, Frame frame) {
        if (frames.isEmpty()) {
            return List.of(frame);
        }
        if (frames.contains(frame)) {
            return frames;
        }
        List<Frame> more = new ArrayList<>(frames);
        more.add(frame);
        return more;
    }

    /**
     * Reads what tokens have left from a stack.
     *
     * @param trie may be the whole vocabulary
     * @param name whether they have completed a name that must not have come before
     * @param named gets the tokens that may follow if the names that they complete are new
     */
    void from(TokenTrie trie, Frame frame, boolean name, TokenSet allowed, TokenSet named) {
        Stacks[] stacks = new Stacks[trie.longest() + 1];
        List<Frame> start = List.of(frame);
        stacks[0] = name ? new Stacks(List.of(), start) : new Stacks(start, List.of());
        for (int node = 1; node < trie.nodes(); ) {
            int depth = trie.depth(node);
            Stacks next = next(stacks[depth - 1], trie.label(node));
            if (next.isEmpty()) {
                node = trie.end(node);
                continue;
            }
            (next.plain.isEmpty() ? named : allowed).addOwn(trie, node);
            stacks[depth] = next;
            node++;
        }
    }
}
