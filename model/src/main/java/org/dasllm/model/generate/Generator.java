package org.dasllm.model.generate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Answers many prompts: as many at a time as there are slots, and the next one as soon as a slot is free. */
public final class Generator {
    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final int slots;

    public Generator(LanguageModel model, Tokenizer tokenizer, int slots) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.slots = slots;
    }

    /**
     * Answers every prompt, as {@link #scored} without probabilities, which costs less: the device can choose the most probable token.
     *
     * @return the answers in the order of the prompts
     * @throws org.dasllm.format.error.DasllmException if a prompt is empty or leaves no room for an answer
     */
    public List<Completion> generate(List<int[]> prompts, GenerationOptions options, Progress progress) {
        return generate(prompts, options, false, progress);
    }

    /**
     * Answers every prompt, each answer with its probability. An answer depends on its prompt, the options and its place in the list, not on the number of
     * slots, but for rounding: what is computed together, and what a slot still holds, decides in which pieces.
     *
     * @return the answers in the order of the prompts
     * @throws org.dasllm.format.error.DasllmException if a prompt is empty or leaves no room for an answer
     */
    public List<Completion> scored(List<int[]> prompts, GenerationOptions options, Progress progress) {
        return generate(prompts, options, true, progress);
    }

    private List<Completion> generate(
            List<int[]> prompts, GenerationOptions options, boolean scored, Progress progress) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        int context = model.config().contextLength();
        prompts.forEach(prompt -> Batch.check(prompt, context));
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        int capacity = (int) Math.min(context, (long) longest + options.maxNewTokens());
        int used = Math.min(slots, prompts.size());
        @Nullable Completion[] answers = new @Nullable Completion[prompts.size()];
        @Nullable AnswerInProgress[] bySlot = new @Nullable AnswerInProgress[used];
        progress.start("generate", prompts.size(), "answers");
        try (Batch batch = new Batch(model, tokenizer.endTokens(model.config().endTokens()), used, capacity)) {
            int next = 0;
            int done = 0;
            while (done < prompts.size()) {
                while (next < prompts.size() && batch.freeSlots() > 0) {
                    Sampler choosing = Sampler.of(options, next, prompts.get(next), Optional.empty());
                    Sampler sampler = scored ? new LikelihoodSampler(choosing) : choosing;
                    int slot = batch.add(prompts.get(next), sampler, options.maxNewTokens());
                    bySlot[slot] = new AnswerInProgress(next, new TextStream(tokenizer, options.stop()), sampler);
                    next++;
                }
                for (NextToken token : batch.step()) {
                    AnswerInProgress answer = bySlot[token.slot()];
                    if (answer == null) {
                        throw new IllegalStateException("A token came for the free slot " + token.slot());
                    }
                    Optional<FinishReason> reason = answer.take(token);
                    if (reason.isPresent()) {
                        batch.endWith(token);
                        bySlot[token.slot()] = null;
                        answers[answer.prompt] = answer.completion(reason.get(), prompts.get(answer.prompt).length);
                        progress.update(++done, "");
                    }
                }
            }
        }
        progress.finish();
        return Stream.of(answers).flatMap(Stream::ofNullable).toList();
    }
}
