package org.dasllm.model.generate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/**
 * Every pass has the same number of rows, and each of them is computed as a sequence of one new token is, also those of a prompt: so
 * the bits of a row depend on its own token and on what stands before it, and on nothing else. Products of matrices are rounded by their
 * shapes, which are always the same here; attention of a row on its own reads the cache from front to back, whoever computed what is in it.
 * Where there are fewer rows the rest is filled with some that nobody reads, in a slot that no sequence has.
 */
final class FixedForward implements Forward {
    private final LanguageModel model;
    private final KeyValueCache cache;
    private final int spare;
    private final int rows;

    FixedForward(LanguageModel model, int slots, int capacity) {
        int repeatable = model.device().repeatableRows();
        if (repeatable == 0) {
            throw DasllmException.usage(
                    "The device " + model.device().name() + " does not compute equal rows with equal bits",
                    "Choose another device, or leave deterministic out");
        }
        this.model = model;
        this.cache = model.keyValueCache(slots + 1, capacity);
        this.spare = slots;
        this.rows = Math.min(repeatable, capacity);
    }

    @Override
    public int capacity() {
        return cache.capacity();
    }

    @Override
    public IntUnaryOperator choices(List<Piece> pieces) {
        int[] ids = pieces.stream()
                .flatMapToInt(piece -> Arrays.stream(piece.ids()))
                .toArray();
        int[] slots = new int[ids.length];
        int[] starts = new int[ids.length];
        int[] lastRows = new int[pieces.size()];
        int row = 0;
        for (int i = 0; i < lastRows.length; i++) {
            Piece piece = pieces.get(i);
            for (int at = 0; at < piece.ids().length; at++) {
                slots[row] = piece.slot();
                starts[row++] = piece.start() + at;
            }
            lastRows[i] = row - 1;
        }
        float[][] logits = new float[pieces.size()][];
        for (int first = 0; first < ids.length; first += rows) {
            pass(first, ids, slots, starts, lastRows, logits);
        }
        return i -> pieces.get(i).sequence().sampler.next(logits[i]);
    }

    /** One pass, from a row on; what is read of it are the logits behind pieces' last rows. */
    private void pass(int first, int[] ids, int[] slots, int[] starts, int[] lastRows, float[][] logits) {
        int[] passIds = new int[rows];
        int[] passSlots = new int[rows];
        int[] passStarts = new int[rows];
        int[] lengths = new int[rows];
        Arrays.fill(lengths, 1);
        for (int i = 0; i < rows; i++) {
            boolean used = first + i < ids.length;
            passIds[i] = used ? ids[first + i] : 0;
            passSlots[i] = used ? slots[first + i] : spare;
            passStarts[i] = used ? starts[first + i] : i;
        }
        try (Pass pass = model.device().inferencePass()) {
            Tensor all = model.nextLogits(pass, passIds, cache, new CachedRows(passSlots, passStarts, lengths));
            float[] read = null;
            for (int piece = 0; piece < lastRows.length; piece++) {
                int row = lastRows[piece] - first;
                if (row >= 0 && row < rows) {
                    read = read == null ? pass.download(all) : read;
                    logits[piece] = Arrays.copyOfRange(read, row * all.columns(), (row + 1) * all.columns());
                }
            }
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
