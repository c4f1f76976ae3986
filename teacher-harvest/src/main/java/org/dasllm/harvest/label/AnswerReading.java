package org.dasllm.harvest.label;

import java.util.Optional;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;

/** Makes answers of the journal's lines with the parser of today, which may be another than the one at the time. */
public final class AnswerReading {
    private static final int OK = 200;

    private final Teacher teacher;

    public AnswerReading(Teacher teacher) {
        this.teacher = teacher;
    }

    /** An answer with its content; empty where today's parser makes none of what was received. */
    public Optional<JournalLine.Answer> of(JournalLine.Answer line) {
        String body = line.body();
        if (body == null) {
            return Optional.of(line);
        }
        return answer(line, line.status() == null ? OK : line.status(), body);
    }

    /** What could not be read, and can be by now: it was paid for and is not asked again. */
    public Optional<JournalLine.Answer> of(JournalLine.Failure line) {
        String raw = line.raw();
        return raw == null ? Optional.empty() : answer(line, line.status() == null ? OK : line.status(), raw);
    }

    private Optional<JournalLine.Answer> answer(JournalLine line, int status, String body) {
        return teacher.read(status, body) instanceof ChatReply.Answered answered
                ? Optional.of(JournalLine.Answer.of(line.hash(), 1, "", 0, answered))
                : Optional.empty();
    }
}
