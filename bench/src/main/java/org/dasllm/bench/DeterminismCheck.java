package org.dasllm.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.model.generate.Batch;
import org.dasllm.model.generate.Sampler;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;

/**
 * Whether answers have the same bits: prompts of random tokens, of which some share their beginnings, with 1 to 8 at a time, in slots that are empty and in slots that hold
 * beginnings, in three sizes of pieces, on one thread and two. What is compared are the logits' bits at every token. Beside it the same without the mode, for its price.
 */
public final class DeterminismCheck {
    private static final int NEW_TOKENS = 6;
    private static final int[] PIECES = {5, 64, 512};

    private final List<Set<List<Integer>>> answers = new ArrayList<>();
    private final List<int[]> prompts = new ArrayList<>();
    private long compared;

    private DeterminismCheck(int count, int vocabulary) {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < count; i++) {
            int[] prompt = random.ints(4 + random.nextInt(40), 3, vocabulary).toArray();
            if (i % 3 == 2) {
                int[] other = prompts.get(i - 1);
                System.arraycopy(other, 0, prompt, 0, Math.min(other.length, prompt.length) / 2);
            }
            prompts.add(prompt);
            answers.add(new HashSet<>());
        }
    }

    /** Takes a model's folder, the precision, how many prompts, and the numbers of slots, such as 1,2,8. */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        Precision precision = Precision.valueOf(args[1].toUpperCase(Locale.ROOT));
        int[] slots =
                Arrays.stream(args[3].split(",")).mapToInt(Integer::parseInt).toArray();
        DeterminismCheck fixed = null;
        DeterminismCheck packed = null;
        double[] seconds = new double[2];
        for (int threads = 1; threads <= 2; threads++) {
            try (Device device = DeviceChoice.open("onednn", threads, precision);
                    LanguageModel model = LanguageModel.load(device, folder, Trainable.NOTHING, Optional.empty())) {
                if (fixed == null || packed == null) {
                    fixed = new DeterminismCheck(
                            Integer.parseInt(args[2]), model.config().vocabularySize());
                    packed = new DeterminismCheck(
                            Integer.parseInt(args[2]), model.config().vocabularySize());
                }
                for (int each : slots) {
                    for (int pieces : PIECES) {
                        seconds[0] += fixed.run(model, each, pieces, true);
                        seconds[1] += packed.run(model, each, pieces, false);
                    }
                }
            }
        }
        if (fixed != null && packed != null) {
            fixed.print("deterministic", seconds[0]);
            packed.print("otherwise", seconds[1]);
        }
    }

    private void print(String what, double seconds) {
        long several = answers.stream().filter(each -> each.size() > 1).count();
        System.out.printf(
                Locale.ROOT,
                "%s: %d answers to %d prompts, of which %d have more than one answer; %.1f s%n",
                what,
                compared,
                prompts.size(),
                several,
                seconds);
    }

    /** Twice in one batch: the second time its slots hold beginnings. */
    private double run(LanguageModel model, int slots, int pieces, boolean deterministic) {
        long begin = System.nanoTime();
        try (Batch batch = new Batch(model, Set.of(), slots, 64, deterministic, pieces)) {
            answer(batch);
            answer(batch);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private void answer(Batch batch) {
        List<List<Integer>> bits = new ArrayList<>();
        while (bits.size() < prompts.size() || batch.active() > 0) {
            while (bits.size() < prompts.size() && batch.freeSlots() > 0) {
                List<Integer> own = new ArrayList<>();
                Sampler sampler = logits -> {
                    own.add(Arrays.hashCode(logits));
                    return Sampler.greedy().next(logits);
                };
                batch.add(prompts.get(bits.size()), sampler, NEW_TOKENS);
                bits.add(own);
            }
            batch.step();
        }
        for (int i = 0; i < bits.size(); i++) {
            answers.get(i).add(bits.get(i));
            compared++;
        }
    }
}
