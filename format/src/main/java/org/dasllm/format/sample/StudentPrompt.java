package org.dasllm.format.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.version.FileKind;

/**
 * {@code student-prompt.json} in a run's harvest and in a bundle: by which system prompt a student knows its task, where that is not its
 * teacher's. Conversations that begin with the teacher's get the student's in its place, and all others stay as they are.
 *
 * @param version of the layout, see {@link #KIND}
 * @param teacherSha256 of the teacher's system prompt, as {@link #sha256} has it; the text itself, which may be a secret of its owner's,
 *     is not kept
 * @param prompt the student's; blank for no system message at all
 */
public record StudentPrompt(int version, String teacherSha256, String prompt) {
    public static final String FILE = "student-prompt.json";

    public static final FileKind KIND = new FileKind("a student's prompt", "version", 1);

    private static final String SYSTEM = "system";

    /** As this program writes it. */
    public static StudentPrompt of(String teacherPrompt, String studentPrompt) {
        return new StudentPrompt(KIND.version(), sha256(teacherPrompt), studentPrompt);
    }

    /** That of a bundle; empty where its student has its teacher's. */
    public static Optional<StudentPrompt> in(Path bundle) {
        Path file = bundle.resolve(FILE);
        return Files.isRegularFile(file) ? Optional.of(KIND.read(file, StudentPrompt.class)) : Optional.empty();
    }

    public void write(Path file) {
        Json.write(file, this);
    }

    /** Of a text in UTF-8 without the space around it, whose lines end in {@code \n}. */
    public static String sha256(String text) {
        return Sha256.ofString(text.replace("\r\n", "\n").strip());
    }

    /** The system message that a conversation begins with; empty where it begins otherwise. */
    public static Optional<String> systemOf(List<Message> conversation) {
        return conversation.stream()
                .findFirst()
                .filter(first -> first.role().equals(SYSTEM))
                .map(Message::content);
    }

    /** The conversation as the student knows it. */
    public List<Message> in(List<Message> conversation) {
        boolean teachers = systemOf(conversation)
                .filter(text -> sha256(text).equals(teacherSha256))
                .isPresent();
        if (!teachers) {
            return conversation;
        }
        List<Message> known = new ArrayList<>(conversation);
        if (prompt.isBlank()) {
            known.remove(0);
        } else {
            known.set(0, Message.system(prompt));
        }
        return known;
    }
}
