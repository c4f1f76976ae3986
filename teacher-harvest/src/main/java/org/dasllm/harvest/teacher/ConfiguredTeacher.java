package org.dasllm.harvest.teacher;

import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;

/** Makes the teacher that a configuration describes. */
public final class ConfiguredTeacher {
    private ConfiguredTeacher() {}

    /**
     * Makes it ready, and asks it nothing.
     *
     * @param task what an answer is, where that is known
     * @throws DasllmException if a key is not there, or the teacher cannot be held to the task
     */
    public static Teacher open(TeacherConfig config, Optional<Task> task) {
        return open(config, AnswerContract.of(config, task));
    }

    /**
     * Makes it ready to read what it answered before, which needs no key.
     *
     * @throws DasllmException if the teacher cannot be held to the task
     */
    public static Teacher reading(TeacherConfig config, Optional<Task> task) {
        AnswerContract contract = AnswerContract.of(config, task);
        return config.protocol() == TeacherProtocol.BEDROCK
                ? provider(config.protocol()).reading(config, contract)
                : RemoteTeacher.withoutKey(config, contract);
    }

    /** The same of a protocol that a module of its own brings; empty where this installation has no such module, or needs none. */
    static Optional<Teacher> brought(TeacherConfig config, AnswerContract contract) {
        return config.codec().isPresent()
                ? Optional.empty()
                : found(config.protocol()).map(provider -> provider.reading(config, contract));
    }

    /** As the first, held to something in particular. */
    public static Teacher open(TeacherConfig config, AnswerContract contract) {
        return config.protocol() == TeacherProtocol.BEDROCK
                ? provider(config.protocol()).open(config, contract)
                : new RemoteTeacher(config, contract);
    }

    private static Optional<TeacherProvider> found(TeacherProtocol protocol) {
        return ServiceLoader.load(TeacherProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.protocol() == protocol)
                .findFirst();
    }

    private static TeacherProvider provider(TeacherProtocol protocol) {
        return found(protocol).orElseThrow(() -> {
            String name = protocol.name().toLowerCase(Locale.ROOT);
            return DasllmException.usage(
                    "Teachers of protocol " + name + " need the module teacher-" + name
                            + ", which is not in this installation",
                    "Install it, or harvest on a machine that has it");
        });
    }
}
