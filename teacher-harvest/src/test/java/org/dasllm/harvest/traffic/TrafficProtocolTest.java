package org.dasllm.harvest.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrafficProtocolTest {
    @Test
    void aProtocolIsKnownByItsPathUnderAnyBase() {
        assertThat(TrafficProtocol.at("/v1/chat/completions")).contains(TrafficProtocol.OPENAI);
        assertThat(TrafficProtocol.at("/openai/deployments/d/chat/completions")).contains(TrafficProtocol.OPENAI);
        assertThat(TrafficProtocol.at("/v1/responses")).contains(TrafficProtocol.RESPONSES);
        assertThat(TrafficProtocol.at("/v1/messages")).contains(TrafficProtocol.ANTHROPIC);
        assertThat(TrafficProtocol.at("/v1/messages/count_tokens")).isEmpty();
        assertThat(TrafficProtocol.at("/v1/embeddings")).isEmpty();
    }

    /** It ends like Anthropic's. */
    @Test
    void aMessageOfOpenAisAssistantsIsNoExchange() {
        assertThat(TrafficProtocol.at("/v1/threads/thread_1/messages")).isEmpty();
    }
}
