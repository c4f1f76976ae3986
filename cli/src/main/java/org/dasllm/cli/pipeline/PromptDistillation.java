package org.dasllm.cli.pipeline;

import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.StudentPrompt;
import org.jspecify.annotations.Nullable;

/**
 * Gives samples the student's system prompt in place of the teacher's, which all of them must begin with: where prompts differ there may be
 * something in them that the student would have to know.
 */
final class PromptDistillation {
    private final String student;
    private @Nullable StudentPrompt mapping;

    /** @param student its system prompt; blank for none */
    PromptDistillation(String student) {
        this.student = student;
    }

    String student() {
        return student;
    }

    /** Why a sample cannot be given the student's prompt, in words that follow its place; empty where it can. */
    Optional<String> refusal(Sample sample) {
        Optional<String> system = StudentPrompt.systemOf(sample.prompt());
        if (system.isEmpty()) {
            return Optional.of("it does not begin with a system message, in whose place student.prompt is to stand");
        }
        StudentPrompt known = mapping;
        if (known == null) {
            mapping = StudentPrompt.of(system.get(), student);
            return Optional.empty();
        }
        return known.teacherSha256().equals(StudentPrompt.sha256(system.get()))
                ? Optional.empty()
                : Optional.of(
                        "its system message is not that of the first sample, and student.prompt stands in the place of"
                                + " one and the same");
    }

    /**
     * The sample as the student sees it.
     *
     * @throws DasllmException if it does not begin with the system message that the others begin with
     */
    Sample sample(Sample sample) {
        refusal(sample).ifPresent(why -> {
            throw DasllmException.input(
                    "The sample '" + sample.id() + "' cannot be used with student.prompt: " + why,
                    "Take it out, or leave student.prompt out");
        });
        return sample.withPrompt(mapping().in(sample.prompt()));
    }

    /** Whose prompt stands for whose, once a sample has shown the teacher's. */
    StudentPrompt mapping() {
        if (mapping == null) {
            throw new IllegalStateException("no sample has shown the teacher's prompt");
        }
        return mapping;
    }
}
