package org.dasllm.model.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.llm.LanguageModel;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that are generated together, each in a slot of a key/value cache. A slot that becomes free can be given to the
 * next prompt while the others go on. Every step is one forward pass for all: one row for a sequence that is being
 * decoded, a piece of the prompt for one that is new. What a free slot still holds of its last sequence is used again by a
 * prompt that begins with the same tokens, as all that share instructions do.
 */
public final class Batch implements AutoCloseable {
    /** Enough to keep the device busy, few enough that the others do not wait long. */
    private static final int PROMPT_ROWS = 512;

    private final LanguageModel model;
    private final int promptRows;
    private final Set<Integer> endTokens;
    private final Forward forward;
    private final @Nullable Sequence[] slots;
    /** Tokens whose keys and values are in a slot, of the sequence in it or the last one that was. */
    private final Tokens[] held;

    private long arrivals;

    /**
     * Takes the memory of the cache.
     *
     * @param endTokens tokens that end an answer
     * @param slots the most sequences at a time
     * @param capacity the most tokens of one sequence; at most the model's context
     */
    public Batch(LanguageModel model, Set<Integer> endTokens, int slots, int capacity) {
        this(model, endTokens, slots, capacity, false);
    }

    /**
     * Takes the memory of the cache.
     *
     * @param deterministic whether a sequence has the same bits whatever is computed beside it, whatever its slot held before, and in
     *     whatever pieces its prompt comes; that takes longer
     */
    public Batch(LanguageModel model, Set<Integer> endTokens, int slots, int capacity, boolean deterministic) {
        this(model, endTokens, slots, capacity, deterministic, PROMPT_ROWS);
    }

    /**
     * Takes the memory of the cache.
     *
     * @param promptRows rows of prompts in one step
     */
    public Batch(
            LanguageModel model,
            Set<Integer> endTokens,
            int slots,
            int capacity,
            boolean deterministic,
            int promptRows) {
        this.promptRows = promptRows;
        if (slots < 1 || capacity < 1 || capacity > model.config().contextLength()) {
            throw new IllegalArgumentException(slots + " slots of " + capacity + " tokens for a context of "
                    + model.config().contextLength());
        }
        this.model = model;
        this.endTokens = Set.copyOf(new HashSet<>(endTokens));
        this.forward =
                deterministic ? new FixedForward(model, slots, capacity) : Forward.packed(model, slots, capacity);
        this.slots = new @Nullable Sequence[slots];
        this.held = Stream.generate(() -> new Tokens(capacity)).limit(slots).toArray(Tokens[]::new);
    }

    /** The most tokens of one sequence. */
    public int capacity() {
        return forward.capacity();
    }

    public int freeSlots() {
        return (int) Arrays.stream(slots).filter(sequence -> sequence == null).count();
    }

    /** Sequences under way. */
    public int active() {
        return slots.length - freeSlots();
    }

    /**
     * Puts a prompt into the free slot that holds most of its beginning; the next steps compute the rest.
     *
     * @return the slot
     * @throws DasllmException if the prompt is empty, too long for one new token after it, or has a token that the model
     *     does not have
     * @throws IllegalStateException if no slot is free
     */
    public int add(int[] prompt, Sampler sampler, int maxNewTokens) {
        check(prompt, capacity());
        model.requireKnown(prompt);
        int best = -1;
        int shared = -1;
        for (int slot = 0; slot < slots.length; slot++) {
            int common = slots[slot] == null ? held[slot].commonWith(prompt) : -1;
            if (common > shared) {
                best = slot;
                shared = common;
            }
        }
        if (best < 0) {
            throw new IllegalStateException("All " + slots.length + " slots are taken");
        }
        // The last token is computed in any case: its logits are what is asked for.
        held[best].cutTo(Math.min(shared, prompt.length - 1));
        slots[best] = new Sequence(best, arrivals++, prompt.clone(), sampler, maxNewTokens, held[best]);
        return best;
    }

    static void check(int[] prompt, int capacity) {
        if (prompt.length == 0) {
            throw DasllmException.input("A prompt is empty", "Give it at least one token");
        }
        if (prompt.length >= capacity) {
            throw DasllmException.input(
                    "A prompt of " + prompt.length + " tokens leaves no room for an answer in a context of " + capacity,
                    "Shorten it");
        }
    }

    /** Tokens of a slot's sequence that are computed; after {@link #add} those that the slot held already. */
    public int cached(int slot) {
        return held[slot].count();
    }

    /** Frees a slot before its sequence has ended by itself. */
    public void remove(int slot) {
        slots[slot] = null;
    }

    /** Frees the slot of a sequence that ends with a token for its reader, unless it has ended with it by itself. */
    public void endWith(NextToken token) {
        if (token.finish().isEmpty()) {
            remove(token.slot());
        }
    }

    /** One forward pass, as {@link #step(Faults)}; the first sequence that fails throws what it failed with. */
    public List<NextToken> step() {
        return step(Faults.THROWN);
    }

    /**
     * One forward pass. A sequence that cannot be computed ends alone: where the pass of all fails, halves of them are
     * computed by themselves, down to the single one that fails. What the others hold in the cache stays as it was.
     *
     * @param faults gets the sequences that failed; they have left their slots, and what those held is forgotten
     * @return for every sequence whose prompt is computed one token, and behind it those that its sampler places; sequences that ended
     *     with the last of them have left their slots
     */
    public List<NextToken> step(Faults faults) {
        List<Piece> pieces = new ArrayList<>();
        int room = promptRows;
        // Whose prompt came first has its rows first: else prompts in low slots, which are refilled, would keep the
        // others waiting.
        for (Sequence sequence : oldestFirst()) {
            if (sequence.inPrompt() && room == 0) {
                continue;
            }
            int[] ids = sequence.nextPiece(room);
            room -= sequence.inPrompt() ? ids.length : 0;
            pieces.add(new Piece(sequence.slot, sequence, ids));
        }
        pieces.sort(Comparator.comparingInt(Piece::slot));
        List<NextToken> tokens = new ArrayList<>();
        if (!pieces.isEmpty()) {
            compute(pieces, tokens, faults);
        }
        return tokens;
    }

    private List<Sequence> oldestFirst() {
        List<Sequence> sequences = new ArrayList<>();
        for (Sequence sequence : slots) {
            if (sequence != null) {
                sequences.add(sequence);
            }
        }
        sequences.sort(Comparator.comparingLong(sequence -> sequence.arrival));
        return sequences;
    }

    private void compute(List<Piece> pieces, List<NextToken> tokens, Faults faults) {
        IntUnaryOperator choices;
        try {
            prepare(pieces);
            choices = forward.choices(pieces);
        } catch (RuntimeException | Error fault) {
            if (pieces.size() == 1) {
                drop(pieces.get(0), fault, faults);
            } else {
                int half = pieces.size() / 2;
                compute(pieces.subList(0, half), tokens, faults);
                compute(pieces.subList(half, pieces.size()), tokens, faults);
            }
            return;
        }
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            try {
                piece.sequence().cached.append(piece.ids());
                if (!piece.sequence().inPrompt()) {
                    take(piece.slot(), piece.sequence(), choices.applyAsInt(i), tokens);
                }
            } catch (RuntimeException | Error fault) {
                drop(piece, fault, faults);
            }
        }
    }

    private void drop(Piece piece, Throwable fault, Faults faults) {
        slots[piece.slot()] = null;
        held[piece.slot()].cutTo(0);
        faults.failed(piece.slot(), fault);
    }

    private static void prepare(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (piece.isAnswered()) {
                piece.sequence().sampler.prepare();
            }
        }
    }

    /** A token of a sequence, and what is placed behind it. */
    private void take(int slot, Sequence sequence, int token, List<NextToken> tokens) {
        int[] placed = endTokens.contains(token) ? new int[0] : sequence.sampler.placed();
        int[] all = new int[1 + placed.length];
        all[0] = token;
        System.arraycopy(placed, 0, all, 1, placed.length);
        for (int i = 0; i < all.length; i++) {
            sequence.generated++;
            boolean end = endTokens.contains(all[i]);
            Optional<FinishReason> finish = Optional.empty();
            if (end) {
                finish = Optional.of(FinishReason.STOP);
            } else if (sequence.generated == sequence.maxNewTokens || sequence.cached.count() + i == capacity()) {
                finish = Optional.of(FinishReason.LENGTH);
            }
            tokens.add(new NextToken(slot, all[i], finish, end));
            if (finish.isPresent()) {
                slots[slot] = null;
                return;
            }
        }
        sequence.pending = all;
    }

    @Override
    public void close() {
        forward.close();
    }
}
