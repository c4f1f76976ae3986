package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.format.evaluation.EvaluationPlan;

/**
 * What is asked of a student, by which task.
 *
 * @param config with the metrics of the task
 */
record Asked(EvaluateConfig config, Questions questions, String student, Map<String, String> answeredBy) {

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
        Asked asked = new Asked(declared, Questions.read(declared, task, test, train), student, answeredBy);
        boolean earlier = task.isPresent()
                && studentHash.isPresent()
                && folder.answeredWithoutTask(asked.plan(studentHash.get()));
        return earlier
                ? new Asked(config, Questions.read(config, Optional.empty(), test, train), student, answeredBy)
                : asked;
    }

    EvaluationPlan plan(String studentHash) {
        return questions.plan(config, student, studentHash, answeredBy);
    }
}
