package org.dasllm.eval.analysis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dasllm.eval.compat.AnswerLine;
import org.dasllm.eval.compat.Break;
import org.dasllm.eval.compat.Compatibility;
import org.dasllm.eval.compat.CompatibilityReport;
import org.dasllm.eval.metric.Answer;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.TaskKind;
import org.jspecify.annotations.Nullable;

/** Whether a product that has been reading the teacher's answers to these questions could read the student's. */
final class Contract {
    private static final int LONGEST_BEFORE = 1000;

    private Contract() {}

    /** Null where answers are plain text, which has no form to break. */
    static @Nullable CompatibilityReport of(
            List<Sample> samples, GradingBasis basis, List<Answer> student, Masks masks) {
        TaskKind kind = basis.task().task().kind();
        if (kind != TaskKind.JSON && kind != TaskKind.TOOL_CALL) {
            return null;
        }
        List<AnswerLine> old = new ArrayList<>();
        List<AnswerLine> fresh = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            old.add(line(sample.id(), Objects.requireNonNullElse(sample.completion(), "")));
            fresh.add(line(sample.id(), student.get(i).text()));
        }
        CompatibilityReport report =
                Compatibility.of(old, fresh, found -> masks.next().apply(found));
        return new CompatibilityReport(
                report.old(),
                report.fresh(),
                report.paired(),
                report.unaffected(),
                report.breaks().stream().map(each -> shown(each, masks)).toList());
    }

    private static AnswerLine line(String id, String text) {
        ObjectNode line = Json.mapper().createObjectNode().put("id", id);
        line.put("answer", text.isEmpty() ? null : text);
        return AnswerLine.of(line, id);
    }

    /** Keys of answers may be data too, such as addresses that something is listed by. */
    private static Break shown(Break each, Masks masks) {
        return new Break(
                masks.next().apply(each.field()),
                each.kind(),
                each.severity(),
                new ShownText(masks.next()).of(each.before(), LONGEST_BEFORE),
                each.count(),
                each.of(),
                each.examples());
    }
}
