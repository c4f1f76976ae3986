package org.dasllm.format.config;

import com.fasterxml.jackson.core.JsonPointer;
import org.dasllm.format.error.DasllmException;

/**
 * Reads a configuration into a record. Keys are the components' names in snake_case; an absent key has its {@link Default},
 * is empty where the component is {@code @Nullable} or an {@code Optional}, and is otherwise missing. Unknown keys are
 * refused with the nearest known one.
 */
public final class ConfigBinder {
    private ConfigBinder() {}

    /**
     * Binds the whole of a configuration.
     *
     * @throws DasllmException naming everything that is wrong with it, each with its place
     */
    public static <T extends Record> T bind(ConfigSource source, Class<T> type) {
        return bind(source, type, new Problems(), ExistingPaths.REQUIRED);
    }

    /**
     * As {@link #bind(ConfigSource, Class)}.
     *
     * @param problems what was wrong already when the file was read
     * @param paths what is done with paths that must be there
     */
    public static <T extends Record> T bind(
            ConfigSource source, Class<T> type, Problems problems, ExistingPaths paths) {
        T bound = new RecordBinder(source, problems, paths).bind(source.root(), type, JsonPointer.empty(), "");
        problems.refuse();
        if (bound == null) {
            throw new IllegalStateException("a record was refused without a reason");
        }
        return bound;
    }
}
