package org.dasllm.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Packing;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where everything lies for attention in few large products: sequences of like length are padded to batches, in which the
 * rows of one head stand together. Queries are ordered [key/value head, sequence, head of the group, row], keys and values
 * [key/value head, sequence, row], every row headSize wide.
 */
final class AttentionPlan {
    /** Added to the score of what must not be seen: large, yet finite with any score added. */
    private static final float HIDDEN = -1e30f;

    /**
     * One sequence: its new rows among the queries, its keys among the keys, which begin earlier where some are cached.
     *
     * @param firstQuery row of its first query
     * @param queries number of its queries
     * @param firstKey row of its first key
     * @param start keys before the first query's own
     */
    record Span(int firstQuery, int queries, int firstKey, int start) {
        int keys() {
            return start + queries;
        }

        /** Sequences one behind the other. */
        static List<Span> of(Packing packing) {
            List<Span> spans = new ArrayList<>();
            int first = 0;
            for (int length : packing.lengths()) {
                spans.add(new Span(first, length, first, 0));
                first += length;
            }
            return spans;
        }

        /** Sequences in slots of a cache, without the keys that are out of every query's window. */
        static List<Span> of(CachedRows rows, int capacity, AttentionShape shape) {
            List<Span> spans = new ArrayList<>();
            int first = 0;
            for (int s = 0; s < rows.sequences(); s++) {
                int start = rows.starts()[s];
                int seen = shape.firstSeen(start);
                spans.add(new Span(first, rows.lengths()[s], rows.slots()[s] * capacity + seen, start - seen));
                first += rows.lengths()[s];
            }
            return spans;
        }
    }

    /**
     * Sequences padded to one length.
     *
     * @param firstQuery its first padded query row
     * @param firstKey its first padded key row
     * @param mask to be added to the scores, repeated over them
     */
    record Batch(int sequences, int queries, int keys, int firstQuery, int firstKey, INDArray mask) {}

    private final AttentionShape shape;
    private final List<Batch> batches = new ArrayList<>();

    /** Padded row by padded row, the source: row · heads + head. */
    private final int[] queryIndex;

    private final int[] keyIndex;

    /** The other way: for each head of each row, its padded row. */
    private final int[] queryInverse;

    private final int[] keyInverse;

    /** 1 for a padded query row that is a real one, 0 for one that is not; absent where all are real. */
    private final @Nullable INDArray real;

    AttentionPlan(Scratch memory, AttentionShape shape, List<Span> spans) {
        this.shape = shape;
        List<List<Span>> groups = group(spans);
        int rows = spans.stream().mapToInt(Span::queries).sum();
        int paddedQueries = 0;
        int paddedKeys = 0;
        for (List<Span> group : groups) {
            int queries = group.stream().mapToInt(Span::queries).max().orElseThrow();
            int keys = group.stream().mapToInt(Span::keys).max().orElseThrow();
            INDArray mask = mask(memory, group, queries, keys);
            batches.add(new Batch(group.size(), queries, keys, paddedQueries, paddedKeys, mask));
            paddedQueries = Math.addExact(paddedQueries, group.size() * queries * shape.heads());
            paddedKeys = Math.addExact(paddedKeys, group.size() * keys * shape.keyValueHeads());
        }
        this.queryIndex = new int[paddedQueries];
        this.keyIndex = new int[paddedKeys];
        this.queryInverse = new int[rows * shape.heads()];
        this.keyInverse = new int[rows * shape.keyValueHeads()];
        float[] ones = new float[paddedQueries];
        for (int i = 0; i < groups.size(); i++) {
            index(groups.get(i), batches.get(i), ones);
        }
        this.real = paddedQueries == queryInverse.length ? null : memory.of(paddedQueries, 1, ones);
    }

    /** Sequences of like length together: the padding must not cost more than the calls it saves. */
    private static List<List<Span>> group(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingInt(Span::queries)
                .thenComparingInt(Span::keys)
                .reversed());
        List<List<Span>> groups = new ArrayList<>();
        int longest = 0;
        int mostKeys = 0;
        for (Span span : sorted) {
            if (groups.isEmpty() || span.queries() < longest * 0.7 || span.keys() < mostKeys * 0.5) {
                groups.add(new ArrayList<>());
                longest = span.queries();
                mostKeys = 0;
            }
            mostKeys = Math.max(mostKeys, span.keys());
            groups.get(groups.size() - 1).add(span);
        }
        return groups;
    }

    /**
     * Query i of a sequence sees its keys up to start + i, from the window's first on. Where no sequence has a start, one
     * mask [queries, keys] serves all of them: a real query is before all padding.
     */
    private INDArray mask(Scratch memory, List<Span> group, int queries, int keys) {
        int[] starts = group.stream().mapToInt(Span::start).toArray();
        int copies = 1;
        if (Arrays.stream(starts).anyMatch(start -> start > 0)) {
            copies = groupSize();
        } else {
            starts = new int[1];
        }
        float[] mask = new float[starts.length * copies * queries * keys];
        int at = 0;
        for (int start : starts) {
            for (int copy = 0; copy < copies; copy++) {
                for (int i = 0; i < queries; i++) {
                    int first = Math.min(shape.firstSeen(start + i), keys);
                    int end = Math.min(start + i + 1, keys);
                    Arrays.fill(mask, at, at + first, HIDDEN);
                    Arrays.fill(mask, at + end, at + keys, HIDDEN);
                    at += keys;
                }
            }
        }
        return memory.of(1, mask.length, mask);
    }

    private void index(List<Span> group, Batch batch, float[] ones) {
        int query = batch.firstQuery();
        int key = batch.firstKey();
        for (int kvHead = 0; kvHead < shape.keyValueHeads(); kvHead++) {
            for (Span span : group) {
                for (int member = 0; member < groupSize(); member++) {
                    int head = kvHead * groupSize() + member;
                    for (int i = 0; i < batch.queries(); i++, query++) {
                        boolean padding = i >= span.queries();
                        queryIndex[query] = (span.firstQuery() + (padding ? 0 : i)) * shape.heads() + head;
                        if (!padding) {
                            queryInverse[queryIndex[query]] = query;
                            ones[query] = 1;
                        }
                    }
                }
                for (int j = 0; j < batch.keys(); j++, key++) {
                    boolean padding = j >= span.keys();
                    keyIndex[key] = (span.firstKey() + (padding ? 0 : j)) * shape.keyValueHeads() + kvHead;
                    if (!padding && j >= span.start()) {
                        int row = span.firstQuery() + j - span.start();
                        keyInverse[row * shape.keyValueHeads() + kvHead] = key;
                    }
                }
            }
        }
    }

    int groupSize() {
        return shape.heads() / shape.keyValueHeads();
    }

    AttentionShape shape() {
        return shape;
    }

    List<Batch> batches() {
        return batches;
    }

    int[] queryIndex() {
        return queryIndex;
    }

    int[] keyIndex() {
        return keyIndex;
    }

    int[] queryInverse() {
        return queryInverse;
    }

    int[] keyInverse() {
        return keyInverse;
    }

    @Nullable
    INDArray real() {
        return real;
    }
}
