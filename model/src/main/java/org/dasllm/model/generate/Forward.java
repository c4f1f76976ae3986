package org.dasllm.model.generate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/** Computes the pieces of a step. */
interface Forward extends AutoCloseable {
    /** The most tokens of one sequence. */
    int capacity();

    /** From a place in the pieces to the token that its sampler chooses; to be asked once for each that is answered. */
    IntUnaryOperator choices(List<Piece> pieces);

    @Override
    void close();

    /** All pieces in one pass, one behind the other: the fastest way, in which what is computed together decides about rounding. */
    static Forward packed(LanguageModel model, int slots, int capacity) {
        return new Packed(model, model.keyValueCache(slots, capacity));
    }

    /** As {@link #packed}. */
    record Packed(LanguageModel model, KeyValueCache cache) implements Forward {
        @Override
        public int capacity() {
            return cache.capacity();
        }

        @Override
        public IntUnaryOperator choices(List<Piece> pieces) {
            int[] starts = pieces.stream().mapToInt(Piece::start).toArray();
            int[] lengths =
                    pieces.stream().mapToInt(piece -> piece.ids().length).toArray();
            int[] ids = pieces.stream()
                    .flatMapToInt(piece -> Arrays.stream(piece.ids()))
                    .toArray();
            int[] slots = pieces.stream().mapToInt(Piece::slot).toArray();
            try (Pass pass = model.device().inferencePass()) {
                Tensor logits = model.nextLogits(pass, ids, cache, new CachedRows(slots, starts, lengths));
                if (pieces.stream().allMatch(piece -> piece.sequence().sampler.takesLargest())) {
                    int[] largest = pass.argmax(logits);
                    return i -> GreedySampler.token(largest[i]);
                }
                float[] all = pass.download(logits);
                int vocabulary = logits.columns();
                return i -> pieces.get(i)
                        .sequence()
                        .sampler
                        .next(Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary));
            }
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
