package org.dasllm.dataset.config;

import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;

/** Configurations of tests, from JSON. */
public final class CurateConfigs {
    private CurateConfigs() {}

    public static CurateConfig parse(String json, String name) {
        return ConfigBinder.bind(ConfigSource.json(json, name), CurateConfig.class);
    }
}
