package org.dasllm.schema.mask;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.dasllm.schema.automaton.Place;
import org.jspecify.annotations.Nullable;

/** The tokens of a model by their bytes, as a tree, with what has been computed for places of grammars; for many threads. */
public final class MaskVocabulary {
    /** Masks that are remembered, each of up to a bit per token and what tokens have left behind the place's end. */
    private static final int MOST_MASKS = 4_000;

    private final byte[] @Nullable [] bytes;
    private final Set<Integer> endTokens;
    private final TokenTrie all;
    private final TextTokens.Groups groups;
    private final SpecialTokens special;
    private final QuoteRests rests;
    private final int mostOpened;
    private final int mostMasks;
    private final Map<Place, PlaceMask> masks = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Takes the tokens.
     *
     * @param bytes what each token writes; null or empty for those that write nothing, such as control tokens, which are never
     *     allowed
     * @param endTokens those that end an answer; they are allowed where an answer is complete
     */
    public MaskVocabulary(byte[] @Nullable [] bytes, Set<Integer> endTokens) {
        this(bytes, endTokens, MOST_MASKS);
    }

    MaskVocabulary(byte[] @Nullable [] bytes, Set<Integer> endTokens, int mostMasks) {
        this.mostMasks = mostMasks;
        this.bytes = bytes.clone();
        this.endTokens = Set.copyOf(endTokens);
        List<TokenTrie.Entry> entries = new ArrayList<>();
        int opened = 0;
        for (int token = 0; token < bytes.length; token++) {
            byte[] written = bytes[token];
            if (written == null || written.length == 0 || endTokens.contains(token)) {
                continue;
            }
            entries.add(new TokenTrie.Entry(written, token));
            int opens = 0;
            for (byte b : written) {
                opens += b == '{' || b == '[' ? 1 : 0;
            }
            opened = Math.max(opened, opens);
        }
        List<TokenTrie.Entry> others = new ArrayList<>();
        this.all = new TokenTrie(entries);
        this.groups = new TextTokens.Groups(TokenGroup.of(entries, others), bytes.length);
        this.special = SpecialTokens.of(others);
        this.rests = new QuoteRests(entries, bytes.length);
        this.mostOpened = opened;
    }

    /** How many tokens there are, control tokens included. */
    public int size() {
        return bytes.length;
    }

    /** Whether there is a token with which an answer can end. */
    public boolean canEnd() {
        return endTokens.stream().anyMatch(token -> token >= 0 && token < bytes.length);
    }

    /** What a token writes; empty for those that write nothing. */
    byte[] bytes(int token) {
        byte[] written = bytes[token];
        return written == null ? new byte[0] : written;
    }

    /** One of those that end an answer, the same one always. */
    int firstEndToken() {
        return endTokens.stream()
                .filter(token -> token >= 0 && token < bytes.length)
                .mapToInt(Integer::intValue)
                .min()
                .orElseThrow();
    }

    Set<Integer> endTokens() {
        return endTokens;
    }

    TokenTrie all() {
        return all;
    }

    /** How many objects and arrays one token opens at most. */
    int mostOpened() {
        return mostOpened;
    }

    /** How many masks are remembered now. */
    int remembered() {
        return masks.size();
    }

    PlaceMask mask(Place place, PlaceWalk walk) {
        PlaceMask known = masks.get(place);
        if (known == null) {
            known = walk.mask(place);
            if (masks.size() >= mostMasks) {
                masks.clear();
            }
            masks.put(place, known);
        }
        return known;
    }

    TextTokens.Groups groups() {
        return groups;
    }

    SpecialTokens special() {
        return special;
    }

    /** What tokens have behind the end of a string. */
    QuoteRests rests() {
        return rests;
    }
}
