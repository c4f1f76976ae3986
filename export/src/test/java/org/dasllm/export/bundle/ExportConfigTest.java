package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dasllm.export.weights.ExportType;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

final class ExportConfigTest {
    @Test
    void everyKeyAndItsDefaultIsThis() {
        ExportConfig config = ConfigBinder.bind(ConfigSource.json("""
                {}""", "the test"), ExportConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("""
                {"kind":"both","dtype":"f32","force":false,"shard_megabytes":5000}""");
    }

    @Test
    void aShardHoldsSomething() {
        assertThatThrownBy(() -> new ExportConfig(ExportKind.BOTH, ExportType.F32, false, 0, null, null))
                .hasMessageContaining("'shard_megabytes' is at least 1, not 0");
    }
}
