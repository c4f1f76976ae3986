package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

final class ServeConfigTest {
    @Test
    void everyKeyAndItsDefaultIsThis() {
        ServeConfig config = ConfigBinder.bind(ConfigSource.json("""
                {}""", "the test"), ServeConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("""
                {"host":"127.0.0.1","port":8080,"model_name":"dasllm","slots":8,"queue_limit":64,"default_max_tokens":512,\
                "max_request_bytes":4194304,"stop_seconds":30,"quiet_seconds":15,"deterministic":false,"http":{"header_seconds":10,"body_seconds":60,"write_seconds":60,\
                "max_connections":4096},"operations":{"deadline_seconds":600,"metrics":true,"chat_page":true,"allowed_hosts":[]},"aliases":{}}""");
    }

    @Test
    void reportsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> new ServeConfig(
                        " ",
                        70000,
                        "",
                        0,
                        -1,
                        0,
                        Optional.of(1),
                        Optional.of(" "),
                        10,
                        -1,
                        0,
                        false,
                        LocalServing.PATIENT,
                        LocalServing.PLAIN))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(
                        "'host' is empty",
                        "'port' is from 0 to 65535, not 70000",
                        "'model_name'",
                        "'slots'",
                        "'queue_limit'",
                        "'default_max_tokens'",
                        "'context_limit'",
                        "'max_request_bytes'",
                        "'stop_seconds'",
                        "'quiet_seconds'",
                        "'api_key_variable' is empty");
    }
}
