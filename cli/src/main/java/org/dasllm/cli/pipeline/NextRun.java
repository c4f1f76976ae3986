package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.eval.analysis.Overlap;
import org.dasllm.eval.curve.NestedSubsets;
import org.dasllm.eval.failure.NextPrompts;
import org.dasllm.eval.failure.NextPrompts.Candidate;
import org.dasllm.eval.failure.NextPrompts.Choice;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.run.AnswerSource;
import org.dasllm.eval.run.CurveQuestions;
import org.dasllm.eval.run.GivenAnswer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.tensor.Device;

/**
 * Chooses prompts to harvest next. A run's student is asked its validation samples, to see where it fails, and the prompts of the pool, to see of
 * which it is not sure. The test is not touched, so that the next evaluation on it stays honest.
 */
public final class NextRun {
    private final PipelineConfig config;
    private final StudentConfig student;
    private final RunFolder folder;
    private final Progress progress;

    public NextRun(PipelineConfig config, Progress progress) {
        this.config = config.selfContained();
        this.student = config.student().located();
        this.folder = new RunFolder(config.folder());
        this.progress = progress;
    }

    /**
     * What was chosen.
     *
     * @param judged validation samples
     * @param failed of them
     * @param pool prompts in the pool
     * @param known of them that are in the run's data already, or twice in the pool
     * @param asked of the rest that the student was asked
     */
    public record Chosen(int judged, int failed, int pool, int known, int asked, List<Choice> choices) {}

    /**
     * Chooses, and writes two files.
     *
     * @param pool files of prompts; the run's own where it is empty
     * @param most how many prompts to choose
     * @param mostAsked how many of the pool the student is asked at most; a part is taken by the hashes of groups
     * @param out the chosen prompts, as {@code harvest.prompts} takes them; beside it a table with the reasons
     */
    public Chosen run(List<Path> pool, int most, int mostAsked, Path out) {
        if (!Files.exists(folder.adapter())) {
            throw DasllmException.input(
                    "There is no student yet: " + folder.adapter() + " does not exist", "Train first");
        }
        List<Path> files = pool.isEmpty() ? config.harvest().prompts() : pool;
        if (files.isEmpty()) {
            throw DasllmException.usage(
                    "There is no pool of prompts to choose from", "Name a file of samples with --pool");
        }
        List<Sample> all = new ArrayList<>();
        files.forEach(file -> all.addAll(SampleFile.read(file)));
        List<Sample> fresh = fresh(all);
        List<Sample> asked = fresh.size() > mostAsked
                ? new NestedSubsets(fresh, "pool").of((double) mostAsked / fresh.size())
                : fresh;
        List<Sample> validation = SampleFile.read(folder.split(Split.VALIDATION)).stream()
                .filter(sample -> sample.completion() != null)
                .toList();
        CurveQuestions questions = new CurveQuestions(
                folder.split(Split.VALIDATION),
                validation,
                config.evaluate(),
                config.answers().map(task -> new DeclaredTask(task, AcceptedAnswers.of(task))));
        try (Device device = student.open();
                StudentAnswers answers = StudentAnswers.load(device, student, folder.adapter(), true)) {
            progress.start("validation", validation.size(), "questions");
            List<GivenAnswer> judged = answers.answer(validation, progress);
            progress.finish();
            progress.start("pool", asked.size(), "prompts");
            List<GivenAnswer> given = prompted(answers).answer(asked, progress);
            progress.finish();
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                candidates.add(new Candidate(
                        asked.get(i).id(),
                        PromptText.of(asked.get(i)),
                        given.get(i).probability()));
            }
            List<Choice> choices = NextPrompts.choose(questions.judged(judged), candidates, most);
            write(out, asked, choices);
            return new Chosen(
                    validation.size(),
                    (int) questions.wrong(judged).stream()
                            .filter(wrong -> wrong)
                            .count(),
                    all.size(),
                    all.size() - fresh.size(),
                    asked.size(),
                    choices);
        }
    }

    /** The pool has the teacher's prompt, which is the student's only where it has none of its own. */
    private AnswerSource prompted(StudentAnswers answers) {
        return student.prompt() == null
                ? answers
                : new PromptedAnswers(answers, StudentPrompt.KIND.read(folder.studentPrompt(), StudentPrompt.class));
    }

    /** Without what the run has in any of its splits, and without what is said twice. */
    private List<Sample> fresh(List<Sample> pool) {
        Set<String> known = new HashSet<>();
        for (Split split : Split.values()) {
            if (Files.exists(folder.split(split))) {
                SampleFile.read(folder.split(split)).forEach(sample -> known.add(Overlap.asked(sample)));
            }
        }
        Map<String, Sample> fresh = new LinkedHashMap<>();
        for (Sample sample : pool) {
            String text = Overlap.asked(sample);
            if (!known.contains(text)) {
                fresh.putIfAbsent(text, sample);
            }
        }
        return List.copyOf(fresh.values());
    }

    private static void write(Path out, List<Sample> asked, List<Choice> choices) {
        Map<String, Sample> byId = new HashMap<>();
        asked.forEach(sample -> byId.put(sample.id(), sample));
        List<Sample> prompts = new ArrayList<>();
        StringBuilder table = new StringBuilder("id,score,failures_near,doubt,nearest_failure\n");
        for (Choice choice : choices) {
            Optional.ofNullable(byId.get(choice.id())).ifPresent(prompts::add);
            table.append(quoted(choice.id()))
                    .append(',')
                    .append(choice.score())
                    .append(',')
                    .append(choice.failuresNear())
                    .append(',')
                    .append(choice.doubt() == null ? "" : choice.doubt())
                    .append(',')
                    .append(choice.nearest() == null ? "" : quoted(choice.nearest()))
                    .append('\n');
        }
        SampleFile.write(out, prompts);
        AtomicFile.writeString(reasons(out), table.toString());
    }

    /** Where the reasons go: the same name with {@code .csv}. */
    public static Path reasons(Path out) {
        String name = out.getFileName().toString().replaceFirst("\\.jsonl$", "");
        return out.resolveSibling(name + ".csv");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
