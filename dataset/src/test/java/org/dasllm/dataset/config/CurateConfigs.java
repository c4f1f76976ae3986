package org.dasllm.dataset.config;

import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.task.Task;

/** Configurations of tests, from JSON. */
public final class CurateConfigs {
    private CurateConfigs() {}

    public static CurateConfig parse(String json, String name) {
        return ConfigBinder.bind(ConfigSource.json(json, name), CurateConfig.class);
    }

    public static Task task(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "the test's task"), Task.class);
    }
}
