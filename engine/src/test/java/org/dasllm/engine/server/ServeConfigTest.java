package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.config.Default;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;

final class ServeConfigTest {
    @Test
    void pinsItsDefaults() {
        Map<String, String> defaults = Arrays.stream(ServeConfig.class.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Default.class))
                .collect(Collectors.toMap(
                        component -> component.getName(),
                        component -> component.getAnnotation(Default.class).value()));
        assertThat(defaults)
                .isEqualTo(Map.of(
                        "host", "127.0.0.1",
                        "port", "8080",
                        "modelName", "dasllm",
                        "slots", "8",
                        "queueLimit", "64",
                        "defaultMaxTokens", "512",
                        "maxRequestBytes", "4_194_304",
                        "stopSeconds", "30"));
    }

    @Test
    void reportsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> new ServeConfig(" ", 70000, "", 0, -1, 0, Optional.of(1), Optional.of(" "), 10, -1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(
                        "host",
                        "port: 70000",
                        "model_name is empty",
                        "slots: 0",
                        "queue_limit: -1",
                        "default_max_tokens: 0",
                        "context_limit: 1",
                        "max_request_bytes: 10",
                        "stop_seconds: -1",
                        "api_key_variable is empty");
    }
}
