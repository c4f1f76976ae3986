package org.dasllm.harvest.batch;

import org.dasllm.harvest.config.TeacherConfig;

/** Chooses the batch interface of a teacher's vendor. */
public final class BatchTeachers {
    private BatchTeachers() {}

    /**
     * Makes it ready, and asks it nothing.
     *
     * @throws org.dasllm.format.error.DasllmException if a key is not there, or the teacher cannot be asked so
     */
    public static BatchTeacher of(TeacherConfig config) {
        OpenAiBatches.check(config);
        return switch (config.protocol()) {
            case OPENAI, RESPONSES, AZURE -> new OpenAiBatches(config);
            case ANTHROPIC -> new AnthropicBatches(config);
            case GEMINI -> new GeminiBatches(config);
            default -> throw new IllegalArgumentException("the configuration refuses this: " + config.protocol());
        };
    }
}
