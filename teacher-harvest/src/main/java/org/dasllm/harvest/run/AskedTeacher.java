package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.task.TaskKind;
import org.dasllm.format.task.Tool;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.label.CallLabel;
import org.dasllm.harvest.label.Label;
import org.dasllm.harvest.teacher.Teacher;

/**
 * A teacher of a harvest, with what it is asked by.
 *
 * @param called what people read of it: its name in the configuration where there are several, else its model
 * @param repairs whether an answer that cannot be used is asked for once more
 * @param journal takes what is sent and answered; its lines count against the budget
 * @param otherJournals those that are there and may have answers of this teacher too, from runs in which it was asked otherwise; they are
 *     read only
 */
record AskedTeacher(
        String called,
        TeacherConfig config,
        Teacher teacher,
        PromptMasking masking,
        boolean repairs,
        Path journal,
        Supplier<List<Path>> otherJournals,
        LaterStages later,
        HarvestMode mode,
        Progress progress) {

    /** What makes a label of an answer. */
    Function<JournalLine.Answer, Label> labels() {
        return tools().isPresent() ? CallLabel::of : Label::of;
    }

    /** What answers may call, as samples have it; empty where they are texts. */
    Optional<String> tools() {
        return later.task().filter(task -> task.kind() == TaskKind.TOOL_CALL).map(task -> Tool.text(task.tools()));
    }
}
