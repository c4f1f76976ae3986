package org.dasllm.engine.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/**
 * How probable the model thinks each token of prompts after those before it. A piece is one prompt, and the logits of so few rows at a time
 * that they take no more memory than a step of generation does.
 */
public final class PromptProbabilities implements DeviceWork<List<List<TokenProbability>>> {
    private static final int ROWS = 64;

    private final List<int[]> prompts;
    private final int alternatives;
    private final List<List<TokenProbability>> done = new ArrayList<>();

    /**
     * Begins with none.
     *
     * @param prompts of at least one token each, and no more than the model's context
     * @param alternatives how many of the most probable tokens to tell beside each
     */
    public PromptProbabilities(List<int[]> prompts, int alternatives) {
        this.prompts = List.copyOf(prompts);
        this.alternatives = alternatives;
    }

    /** Prompt by prompt, its tokens but for the first, before which there is nothing. */
    @Override
    public Optional<List<List<TokenProbability>>> piece(LanguageModel model) {
        done.add(of(model, prompts.get(done.size())));
        return done.size() == prompts.size() ? Optional.of(done) : Optional.empty();
    }

    private List<TokenProbability> of(LanguageModel model, int[] prompt) {
        List<TokenProbability> tokens = new ArrayList<>();
        try (Pass pass = model.device().inferencePass()) {
            Tensor hidden = model.hidden(pass, prompt, new Packing(prompt.length));
            for (int from = 0; from < prompt.length - 1; from += ROWS) {
                int count = Math.min(ROWS, prompt.length - 1 - from);
                int[] rows = IntStream.range(from, from + count).toArray();
                // Downloaded before the next rows: what is computed of them is given back.
                float[] logits = logits(pass, model, hidden, rows);
                int columns = logits.length / count;
                for (int row = 0; row < count; row++) {
                    tokens.add(ProbabilitySampler.scored(
                            Arrays.copyOfRange(logits, row * columns, (row + 1) * columns),
                            prompt[from + row + 1],
                            alternatives));
                }
            }
        }
        return tokens;
    }

    private static float[] logits(Pass pass, LanguageModel model, Tensor hidden, int[] rows) {
        float[][] downloaded = new float[1][];
        pass.scope(() -> {
            Tensor selected = pass.select(hidden, rows).output();
            downloaded[0] = pass.download(pass.logits(selected, model.head()));
            return selected;
        });
        return downloaded[0];
    }
}
