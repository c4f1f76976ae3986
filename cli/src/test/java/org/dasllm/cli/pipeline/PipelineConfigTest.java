package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections of other modules have tests of their own. */
final class PipelineConfigTest {
    private static final String LEAST = """
            {"run": "r", "harvest": {"recorded": {"files": [{"path": "pom.xml"}]}}, "student": {"base": "demo"}}""";

    @Test
    void everyKeyAndItsDefaultIsThis() {
        PipelineConfig config = bind(LEAST);
        ObjectNode resolved = ConfigJson.of(config);
        assertThat(resolved.fieldNames())
                .toIterable()
                .containsExactly(
                        "run",
                        "runs",
                        "gold_origin",
                        "harvest",
                        "curate",
                        "student",
                        "train",
                        "evaluate",
                        "export",
                        "serve");
        assertThat(resolved.path("runs").asText()).isEqualTo("runs");
        assertThat(resolved.path("gold_origin").asText()).isEqualTo("not stated");
        assertThat(Json.line(resolved.get("student"))).isEqualTo("""
                {"base":"demo","device":"auto","threads":0,"precision":"float32","slots":32,"max_new_tokens":64}""");
    }

    @Test
    void whatIsResolvedIsReadBackToTheSame() {
        PipelineConfig config = bind(LEAST);
        assertThat(bind(Json.line(ConfigJson.of(config)))).isEqualTo(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "a/b", "a b", "ä", "-x", "..", "a%b"})
    void aRunIsNamedSoThatItsFolderIs(String name) {
        assertThatThrownBy(() -> bind(LEAST.replace("\"run\": \"r\"", "\"run\": \"" + name + "\"")))
                .hasMessageContaining("'run' is a folder's name");
    }

    private static PipelineConfig bind(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "run.json"), PipelineConfig.class);
    }
}
