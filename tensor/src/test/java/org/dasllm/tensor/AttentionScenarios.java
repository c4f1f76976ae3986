package org.dasllm.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Attention over packed sequences and over a cache. */
final class AttentionScenarios {
    private static final AttentionShape[] SHAPES = {
        new AttentionShape(1, 1, 8, 0.35f),
        new AttentionShape(4, 2, 8, 0.35f),
        new AttentionShape(3, 1, 5, 0.5f),
        new AttentionShape(4, 4, 64, 0.125f),
        new AttentionShape(4, 2, 8, 0.35f, 1, AttentionShape.UNCAPPED),
        new AttentionShape(4, 2, 8, 0.35f, 4, AttentionShape.UNCAPPED),
        new AttentionShape(4, 4, 64, 0.125f, 9, AttentionShape.UNCAPPED),
        new AttentionShape(4, 2, 8, 0.35f, 33, AttentionShape.UNCAPPED),
        new AttentionShape(4, 2, 8, 0.9f, AttentionShape.EVERYTHING, 1.5f),
        new AttentionShape(3, 1, 5, 2, AttentionShape.EVERYTHING, 2),
        new AttentionShape(4, 4, 64, 0.3f, AttentionShape.EVERYTHING, 1.5f),
        new AttentionShape(6, 2, 16, 0.5f, 5, 1.5f)
    };
    /** For sequences of which a window leaves out whole blocks of keys. */
    private static final AttentionShape[] LONG = {
        new AttentionShape(4, 2, 16, 0.25f),
        new AttentionShape(4, 2, 16, 0.25f, 20, AttentionShape.UNCAPPED),
        new AttentionShape(4, 2, 16, 0.5f, 70, 1.5f)
    };

    /** Heads of the sizes that models have, for devices that have kernels by size; windows that end within tiles. */
    private static final AttentionShape[] SIZES = {
        new AttentionShape(2, 1, 16, 0.25f),
        new AttentionShape(2, 1, 64, 0.125f),
        new AttentionShape(1, 1, 96, 0.1f, 95, AttentionShape.UNCAPPED),
        new AttentionShape(2, 1, 128, 0.09f),
        new AttentionShape(1, 1, 128, 0.09f, 64, 3),
        new AttentionShape(2, 1, 256, 0.0625f),
        new AttentionShape(1, 1, 256, 0.0625f, 47, 2)
    };

    /** Around the ends of tiles of 32, 64 and 128 rows. */
    private static final int[][] TILES = {{63, 1, 64}, {129, 65}, {128, 31, 33}, {200}};

    private static final int[][] LENGTHS = {{1}, {5}, {1, 7, 3}, {33, 2, 1, 16}};

    private AttentionScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (AttentionShape shape : SHAPES) {
            for (int[] lengths : LENGTHS) {
                scenarios.add(packed(shape, new Packing(lengths)));
            }
            scenarios.add(cached(shape));
        }
        for (AttentionShape shape : LONG) {
            scenarios.add(packed(shape, new Packing(150, 70)));
            scenarios.add(longCached(shape));
        }
        for (int i = 0; i < SIZES.length; i++) {
            scenarios.add(packed(SIZES[i], new Packing(TILES[i % TILES.length])));
            scenarios.add(packed(SIZES[i], new Packing(TILES[(i + 1) % TILES.length])));
        }
        // Many sequences: where a device has enough to do, heads that share keys may go one after the other.
        scenarios.add(packed(new AttentionShape(6, 2, 16, 0.25f), new Packing(70, 1, 2, 3, 1, 2, 3, 1, 66)));
        scenarios.add(largeScores());
        return scenarios;
    }

    private static String text(AttentionShape shape) {
        return "%d heads on %d of %d columns%s%s"
                .formatted(
                        shape.heads(),
                        shape.keyValueHeads(),
                        shape.headSize(),
                        shape.window() == AttentionShape.EVERYTHING ? "" : ", a window of " + shape.window(),
                        shape.capped() ? ", capped at " + shape.softCap() : "");
    }

    private static Scenario packed(AttentionShape shape, Packing packing) {
        String name = "attention, %s, sequences of %s".formatted(text(shape), Arrays.toString(packing.lengths()));
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(packing.rows());
            int rows = packing.rows();
            try (Pass pass = device.trainingPass()) {
                Tensor queries = values.upload(pass, rows, shape.queryColumns());
                Tensor keys = values.upload(pass, rows, shape.keyValueColumns());
                Tensor inputs = values.upload(pass, rows, shape.keyValueColumns());
                AttentionResult result = pass.attention(queries, keys, inputs, shape, packing);
                recording.tensor("output", pass, result.output());
                Tensor gradient = values.upload(pass, rows, shape.queryColumns());
                AttentionResult.Gradients gradients = result.backward(gradient);
                recording.tensor("queries' gradient", pass, gradients.queries());
                recording.tensor("keys' gradient", pass, gradients.keys());
                recording.tensor("values' gradient", pass, gradients.values());
                recording.tensor("output gradient afterwards", pass, gradient);
                recording.tensor("queries afterwards", pass, queries);
            }
        });
    }

    /** Scores in the hundreds, where an exponential without the maximum taken off would overflow. */
    private static Scenario largeScores() {
        return new Scenario("attention with scores in the hundreds", (device, recording) -> {
            Values values = new Values(3);
            AttentionShape shape = new AttentionShape(2, 1, 8, 20);
            Packing packing = new Packing(9, 4);
            try (Pass pass = device.inferencePass()) {
                Tensor queries = values.upload(pass, 13, 16);
                Tensor keys = values.upload(pass, 13, 8);
                Tensor inputs = values.upload(pass, 13, 8);
                AttentionResult result = pass.attention(queries, keys, inputs, shape, packing);
                recording.tensor("output", pass, result.output());
            }
        });
    }

    private static Scenario cached(AttentionShape shape) {
        return new Scenario("attention over a cache, " + text(shape), (device, recording) -> {
            float[][] outputs = new CachedSequences(shape).throughTheCache(device);
            for (int sequence = 0; sequence < outputs.length; sequence++) {
                recording.put("sequence " + sequence, outputs[sequence]);
            }
        });
    }

    /** A prompt in two pieces, then row by row, beside a short one. */
    private static Scenario longCached(AttentionShape shape) {
        return new Scenario("attention over a long cache, " + text(shape), (device, recording) -> {
            Values values = new Values(12);
            int[][] lengths = {{100, 2}, {49, 1}, {1, 1}, {1, 1}};
            int[] starts = new int[2];
            try (KeyValueCache cache = device.keyValueCache(1, 2, 160, shape.keyValueColumns())) {
                for (int call = 0; call < lengths.length; call++) {
                    CachedRows rows = new CachedRows(new int[] {1, 0}, starts, lengths[call]);
                    try (Pass pass = device.inferencePass()) {
                        Tensor output = pass.attention(
                                values.upload(pass, rows.rows(), shape.queryColumns()),
                                values.upload(pass, rows.rows(), shape.keyValueColumns()),
                                values.upload(pass, rows.rows(), shape.keyValueColumns()),
                                shape,
                                cache,
                                0,
                                rows);
                        recording.tensor("output " + call, pass, output);
                    }
                    starts[0] += lengths[call][0];
                    starts[1] += lengths[call][1];
                }
            }
        });
    }
}
