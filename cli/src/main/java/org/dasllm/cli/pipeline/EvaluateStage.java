package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dasllm.cli.models.BaseModel;
import org.dasllm.engine.tools.ToolCalling;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.run.AnswerSource;
import org.dasllm.eval.run.Evaluation;
import org.dasllm.export.weights.MergedWeights;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.Machine;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Split;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;

/**
 * Asks the student the held-out questions and judges it against its teacher.
 *
 * @param task what an answer is; inferred from the labels where it is empty
 * @param masks how personal data are taken out of what the report shows
 * @param prospects what the report says of costs and of more labels
 */
record EvaluateStage(
        EvaluateConfig config,
        Optional<Task> task,
        StudentConfig student,
        String goldOrigin,
        Supplier<Masks> masks,
        RunFolder folder,
        RunProspects prospects)
        implements Stage {
    static final String NAME = "evaluate";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Object configuration() {
        List<Object> all = new ArrayList<>(
                List.of(config, student.device(), student.precision(), student.maxNewTokens(), goldOrigin));
        task.ifPresent(all::add);
        // Only where it is configured, so that finished runs stay up to date.
        prospects.configuration().ifPresent(all::add);
        return all;
    }

    @Override
    public Map<String, Path> inputs() {
        Map<String, Path> inputs = new LinkedHashMap<>();
        inputs.put("train", folder.split(Split.TRAIN));
        inputs.put("test", folder.split(Split.TEST));
        inputs.put("base", student.base());
        inputs.put("adapter", folder.adapter());
        if (Files.exists(folder.curveJson())) {
            inputs.put("learning curve", folder.curveJson());
        }
        return inputs;
    }

    @Override
    public Map<String, Path> outputs() {
        return Map.of("report", folder.reportJson(), "page", folder.reportHtml(), "pdf", folder.reportPdf());
    }

    @Override
    public void check(Predicate<Path> settled) {
        student.open().close();
        try (Tokenizer tokenizer = Tokenizer.load(student.base())) {
            checkCalls(new ToolCalling(tokenizer, ChatTemplate.ofStudent(student.base())));
        }
        boolean trained = settled.test(folder.adapter());
        if (trained) {
            MergedWeights.open(student.base(), folder.adapter()).close();
        }
        if (settled.test(folder.split(Split.TEST)) && settled.test(folder.split(Split.TRAIN))) {
            Evaluation.check(
                    config,
                    declared(),
                    folder.split(Split.TEST),
                    folder.split(Split.TRAIN),
                    StudentAnswers.NAME,
                    trained ? Optional.of(Sha256.of(folder.adapter())) : Optional.empty(),
                    StudentAnswers.answeredBy(student),
                    folder.evaluation());
        }
    }

    private void checkCalls(ToolCalling tools) {
        if (is(TaskKind.TOOL_CALL) && !tools.known()) {
            throw DasllmException.input(
                    "The chat template of " + student.base()
                            + " writes calls of tools in a way that is not known, so a student's calls cannot be read",
                    "Take another base model for task.kind tool_call");
        }
    }

    private boolean is(TaskKind kind) {
        return task.filter(each -> each.kind() == kind).isPresent();
    }

    @Override
    public Map<String, String> run(Progress progress) {
        try (Device device = student.open();
                StudentAnswers answers = StudentAnswers.load(device, student, folder.adapter(), is(TaskKind.LABEL))) {
            Verdict verdict = Evaluation.run(
                    config,
                    declared(),
                    folder.split(Split.TEST),
                    folder.split(Split.TRAIN),
                    AnswerTimes.timed(prompted(answers), device.description(), folder.timing()),
                    folder.evaluation(),
                    provenance(device),
                    masks.get(),
                    prospects::gathered,
                    progress);
            return facts(verdict);
        }
    }

    /** A panel has the teacher's prompt, which is the student's only where it has none of its own. */
    private AnswerSource prompted(StudentAnswers answers) {
        return student.prompt() == null
                ? answers
                : new PromptedAnswers(answers, StudentPrompt.KIND.read(folder.studentPrompt(), StudentPrompt.class));
    }

    private Optional<DeclaredTask> declared() {
        return task.map(each -> new DeclaredTask(each, AcceptedAnswers.of(each)));
    }

    private Map<String, String> provenance(Device device) {
        Machine machine = Machine.current();
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put(Evaluation.STUDENT_SHA256, Sha256.of(folder.adapter()));
        provenance.put(Evaluation.GOLD_ORIGIN, goldOrigin);
        provenance.put("base model", student.base().toString());
        provenance.putAll(BaseModel.origin(student.base()));
        if (student.prompt() != null) {
            provenance.put("student's system prompt", student.prompt().isBlank() ? "none" : student.prompt());
        }
        provenance.put(StudentAnswers.BASE_SHA256, Sha256.of(student.base()));
        provenance.put("dasllm", RunManifest.version());
        provenance.put("device", device.description());
        provenance.put("Java", machine.javaVersion() + ", " + machine.javaVendor());
        provenance.put(
                "machine", machine.os() + ", " + machine.architecture() + ", " + machine.processors() + " cores");
        return provenance;
    }

    private static Map<String, String> facts(Verdict verdict) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("verdict", verdict.outcome().inWords());
        facts.put("questions", String.valueOf(verdict.n()));
        put(facts, "student", verdict.studentAccuracy());
        put(facts, "teacher", verdict.teacherAccuracy());
        put(facts, "difference", verdict.difference());
        return facts;
    }

    private static void put(Map<String, String> facts, String name, @org.jspecify.annotations.Nullable Double value) {
        if (value != null) {
            facts.put(name, String.format(Locale.ROOT, "%.4f", value));
        }
    }
}
