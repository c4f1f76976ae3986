package org.dasllm.cli.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.row.AnswerOutcome;
import org.dasllm.dataset.row.AnswerSchema;
import org.dasllm.dataset.row.CheckAnswer;
import org.dasllm.dataset.row.GroupHash;
import org.dasllm.dataset.row.PromptLength;
import org.dasllm.dataset.row.ReadSample;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.harvest.label.AnswerCheck;
import org.dasllm.harvest.run.LaterStages;
import org.jspecify.annotations.Nullable;

/** What curation and evaluation would say of prompts, by their own rules: said before a teacher is paid. */
final class LaterRefusals implements LaterStages {
    private final CurateConfig curate;
    private final Optional<Task> task;
    private final List<String> slices;
    private final Optional<PromptDistillation> prompts;
    private @Nullable AnswerSchema schema;

    /**
     * @param task what an answer is
     * @param slices attributes that the evaluation is to report by
     * @param prompts where the student has another system prompt than its teacher
     */
    LaterRefusals(CurateConfig curate, Optional<Task> task, List<String> slices, Optional<PromptDistillation> prompts) {
        this.curate = curate;
        this.task = task;
        this.slices = slices;
        this.prompts = prompts;
    }

    @Override
    public Sample toStudent(Sample sample) {
        return prompts.map(each -> each.sample(sample)).orElse(sample);
    }

    @Override
    public Optional<String> refusal(Sample asked) {
        Optional<String> prompt = prompts.flatMap(each -> each.refusal(asked));
        if (prompt.isPresent()) {
            return prompt;
        }
        Sample sample = toStudent(asked);
        Rejection unread = new ReadSample().read(Json.line(sample)).rejection();
        if (unread != null) {
            return Optional.of(words(unread));
        }
        if (new PromptLength(curate.promptCharacters()).decide(Candidate.of(sample)) instanceof Rejection ofPrompt) {
            return Optional.of(words(ofPrompt));
        }
        if (sample.gold() == null || !forTest(sample)) {
            return Optional.empty();
        }
        Rejection ofGold = AnswerSchema.judge(sample.gold(), schema(), curate.completionCharacters())
                .rejection();
        return ofGold == null ? Optional.empty() : Optional.of("of the right answer in gold: " + words(ofGold));
    }

    @Override
    public Optional<AnswerCheck> check(String answer) {
        if (task.isEmpty() || task.get().kind() == TaskKind.TEXT) {
            return Optional.empty();
        }
        AnswerOutcome outcome = AnswerSchema.judge(answer, schema(), curate.completionCharacters());
        Rejection rejection = outcome.rejection();
        return Optional.of(new AnswerCheck(
                rejection == null
                        ? Optional.empty()
                        : Optional.of(rejection.reason().meaning() + " (" + rejection.detail() + ")"),
                outcome.canonical(),
                task.get().kind() == TaskKind.JSON ? outcome.labels() : Map.of()));
    }

    @Override
    public Optional<Task> task() {
        return task;
    }

    @Override
    public List<String> refusals(List<Sample> samples) {
        List<Sample> test = samples.stream().filter(this::forTest).toList();
        if (test.isEmpty()) {
            return List.of();
        }
        return slices.stream()
                .filter(slice ->
                        test.stream().noneMatch(sample -> sample.attributes().containsKey(slice)))
                .map(slice -> "no sample for the test has the attribute '" + slice + "' that evaluate.slices names")
                .toList();
    }

    /** Made ready when the first answer asks for it: a stage that needs no curation does not either. */
    private AnswerSchema schema() {
        AnswerSchema ready = schema;
        if (ready == null) {
            ready = AnswerSchema.of(task);
            schema = ready;
        }
        return ready;
    }

    /** Equal for equal faults, so that they are counted together: lengths are not told, their limits are. */
    private String words(Rejection rejection) {
        Reason reason = rejection.reason();
        if (reason.equals(PromptLength.TOO_SHORT) || reason.equals(PromptLength.TOO_LONG)) {
            return reason.meaning() + limits("curate.prompt_characters", curate.promptCharacters());
        }
        if (reason.equals(CheckAnswer.TOO_SHORT) || reason.equals(CheckAnswer.TOO_LONG)) {
            return reason.meaning() + limits("curate.completion_characters", curate.completionCharacters());
        }
        return reason.meaning();
    }

    private static String limits(String key, CharacterLimits limits) {
        return " by " + key + ", " + limits.minimum() + " to " + limits.maximum();
    }

    private boolean forTest(Sample sample) {
        String split = sample.split();
        return "test"
                .equals(split == null ? new GroupHash(curate.salt(), curate.split()).split(sample.group()) : split);
    }
}
