package org.dasllm.harvest.teacher;

import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.anthropic.AnthropicClientCodec;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.gemini.GeminiClientCodec;
import org.dasllm.wire.openai.OpenAiClientCodec;
import org.dasllm.wire.responses.ResponsesClientCodec;

/** Chooses the words for a teacher that is asked over HTTP. */
final class ProtocolCodec {
    private ProtocolCodec() {}

    static ClientCodec of(TeacherConfig config) {
        return switch (config.protocol()) {
            case OPENAI, XAI -> new OpenAiClientCodec(config.maxTokensField());
            case AZURE ->
                new AzureClientCodec(new OpenAiClientCodec(config.maxTokensField()), config.bearerTokenFile() != null);
            case ANTHROPIC -> new AnthropicClientCodec();
            case RESPONSES -> new ResponsesClientCodec();
            case GEMINI -> new GeminiClientCodec(config.model(), false);
            case BEDROCK -> throw new IllegalArgumentException(config.protocol().words() + " is not spoken here");
        };
    }
}
