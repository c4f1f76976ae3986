package org.dasllm.harvest.batch;

import java.util.Locale;
import java.util.ServiceLoader;
import org.dasllm.format.error.DasllmException;
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
            case BEDROCK -> brought(config);
            default -> throw new IllegalArgumentException("the configuration refuses this: " + config.protocol());
        };
    }

    /** By a module that is not part of every installation. */
    private static BatchTeacher brought(TeacherConfig config) {
        return ServiceLoader.load(BatchTeacherProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.protocol() == config.protocol())
                .findFirst()
                .orElseThrow(() -> {
                    String name = config.protocol().name().toLowerCase(Locale.ROOT);
                    return DasllmException.usage(
                            "Batches of protocol " + name + " need the module teacher-" + name
                                    + ", which is not in this installation",
                            "Install it, or harvest on a machine that has it");
                })
                .open(config);
    }
}
