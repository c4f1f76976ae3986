package org.dasllm.harvest.teacher;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Sampling;

/** What a teacher is asked for a prompt, in no particular protocol. */
public final class PromptRequest {
    private PromptRequest() {}

    /** For a whole answer. */
    public static ChatRequest of(TeacherConfig config, AnswerContract contract, List<Message> prompt) {
        return of(config, contract, prompt, 0);
    }

    /** @param draw which of the answers to the prompt, from 0: where a seed is configured, each has the next one */
    public static ChatRequest of(TeacherConfig config, AnswerContract contract, List<Message> prompt, int draw) {
        return new ChatRequest(
                config.model(),
                prompt.stream().map(PromptRequest::message).toList(),
                contract.tools(),
                contract.choice(),
                contract.format(),
                sampling(config, draw),
                OptionalInt.of(config.maxTokens()),
                1,
                config.topLogprobs() > 0 ? OptionalInt.of(config.topLogprobs()) : OptionalInt.empty(),
                ChatRequest.Delivery.WHOLE);
    }

    private static Sampling sampling(TeacherConfig config, int draw) {
        return new Sampling(
                config.withoutTemperature() ? OptionalDouble.empty() : OptionalDouble.of(config.temperature()),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                config.seed() == null ? OptionalLong.empty() : OptionalLong.of(config.seed() + draw),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Map.of());
    }

    private static ChatMessage message(Message message) {
        return ChatMessage.of(ChatMessage.Role.valueOf(message.role().toUpperCase(Locale.ROOT)), message.content());
    }
}
