package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a student, by which task.
 *
 * @param config with the metrics of the task
 * @param panel asked beside the test; null where there is none
 */
record Asked(
        EvaluateConfig config,
        Questions questions,
        @Nullable Panel panel,
        String student,
        Map<String, String> answeredBy) {

    /**
     * By the declared task; but by none where this student has answered these questions under a plan without one.
     *
     * @param studentHash empty where the student is still to be made
     */
    static Asked of(
            EvaluateConfig config,
            Optional<DeclaredTask> task,
            Path test,
            Path train,
            PlanFolder folder,
            String student,
            Optional<String> studentHash,
            Map<String, String> answeredBy) {
        EvaluateConfig declared =
                task.map(each -> config.withMetricsOf(each.task())).orElse(config);
        Questions questions = Questions.read(declared, task, test, train);
        boolean earlier = task.isPresent()
                && studentHash.isPresent()
                && folder.answeredWithoutTask(questions.plan(declared, student, studentHash.get(), answeredBy));
        return earlier
                ? of(config, Questions.read(config, Optional.empty(), test, train), student, answeredBy)
                : of(declared, questions, student, answeredBy);
    }

    private static Asked of(
            EvaluateConfig config, Questions questions, String student, Map<String, String> answeredBy) {
        Panel panel = Panel.of(config.bias(), questions.basis().task());
        return new Asked(config, questions, panel, student, answeredBy);
    }

    EvaluationPlan plan(String studentHash) {
        return questions.plan(config, student, studentHash, answeredBy);
    }
}
