package org.dasllm.trainer.metrics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.generate.Completion;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.Generator;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Loss;
import org.dasllm.trainer.data.TrainingSample;

/** answers.jsonl: what the model answers to a few samples before it is trained and after. They decide nothing. */
public final class SampleAnswers {
    private static final int MOST = 8;

    /** Twice as long as the answer to be learnt, and a little: enough to see that an answer does not end. */
    private static final int MORE_TOKENS = 16;

    private static final int MOST_TOKENS = 256;

    /** Longer prompts are not asked: the cache for one sequence is to be small beside what the training takes. */
    private static final int LONGEST_PROMPT = 1024;

    private final Path file;
    private final List<SampleAnswer> known = new ArrayList<>();

    /** The answers of a run, none yet. */
    public SampleAnswers(Path file) {
        this.file = file;
    }

    /** What is known so far. */
    public List<SampleAnswer> known() {
        return List.copyOf(known);
    }

    /** Asks the model as it is before the first step. */
    public void before(LanguageModel model, Tokenizer tokenizer, List<TrainingSample> samples) {
        ask(model, tokenizer, samples, false);
    }

    /** Asks the trained model; the answers from before stay beside. */
    public void after(LanguageModel model, Tokenizer tokenizer, List<TrainingSample> samples) {
        ask(model, tokenizer, samples, true);
    }

    private void ask(LanguageModel model, Tokenizer tokenizer, List<TrainingSample> samples, boolean trained) {
        List<TrainingSample> chosen = chosen(samples, model.config().contextLength());
        List<int[]> prompts = chosen.stream()
                .map(sample -> Arrays.copyOf(sample.ids(), sample.promptRows()))
                .toList();
        List<int[]> expected = chosen.stream().map(SampleAnswers::answer).toList();
        int longest = expected.stream().mapToInt(answer -> answer.length).max().orElse(0);
        GenerationOptions greedy = GenerationOptions.greedy(Math.min(MOST_TOKENS, 2 * longest + MORE_TOKENS));
        // One after the other, so that there is one sequence's cache.
        List<Completion> answers = new Generator(model, tokenizer, 1).generate(prompts, greedy, Progress.SILENT);
        Map<String, SampleAnswer> earlier = new HashMap<>();
        known.forEach(answer -> earlier.put(answer.id(), answer));
        known.clear();
        for (int i = 0; i < chosen.size(); i++) {
            String id = chosen.get(i).id();
            SampleAnswer first = earlier.get(id);
            String text = answers.get(i).text();
            known.add(new SampleAnswer(
                    id,
                    chosen.get(i).question().strip(),
                    tokenizer.decode(expected.get(i), true),
                    trained ? (first == null ? null : first.before()) : text,
                    trained ? text : null));
        }
        JsonLines.write(file, known);
    }

    /** At equal distances, without those that are long. */
    private static List<TrainingSample> chosen(List<TrainingSample> samples, int context) {
        List<TrainingSample> fitting = samples.stream()
                .filter(sample -> sample.promptRows() < Math.min(context, LONGEST_PROMPT)
                        && sample.targetTokens() > 0
                        && answer(sample).length < MOST_TOKENS)
                .toList();
        List<TrainingSample> chosen = new ArrayList<>();
        int count = Math.min(MOST, fitting.size());
        for (int i = 0; i < count; i++) {
            chosen.add(fitting.get((int) ((long) i * fitting.size() / count)));
        }
        return chosen;
    }

    /** The tokens to be learnt after the prompt, up to the first that is not. */
    private static int[] answer(TrainingSample sample) {
        int[] targets = sample.targets();
        int from = sample.promptRows() - 1;
        int to = from;
        while (to < targets.length && targets[to] != Loss.IGNORED) {
            to++;
        }
        return Arrays.copyOfRange(targets, from, to);
    }
}
