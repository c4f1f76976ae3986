package org.dasllm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayConfigTest {
    private static GatewayConfig read(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "the test"), GatewayConfig.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8090", "http://localhost:8090/v1", "http://[::1]:8090"})
    void itsOwnAddressIsNoUpstream(String upstream) {
        assertThatThrownBy(() -> read("{\"upstream\": \"" + upstream + "\"}"))
                .hasMessageContaining("the gateway's own address");
    }

    @Test
    void anotherPortOfThisMachineIsOne() {
        assertThat(read("{\"upstream\": \"http://127.0.0.1:8080\"}").record()).isEqualTo(RecordMode.QUEUED);
    }

    /** The clients of OpenAI and Anthropic wait ten minutes for a byte, and for a stream as long as it goes on. */
    @Test
    void theVendorsClientsGiveUpBeforeTheGatewayDoes() {
        GatewayConfig usual = read("{\"upstream\": \"https://api.example.com\"}");
        assertThat(usual.silenceSeconds()).isGreaterThan(600);
        assertThat(usual.deadlineSeconds()).isGreaterThan(usual.silenceSeconds());
    }
}
