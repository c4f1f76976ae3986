package org.dasllm.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.AnswerMessage;

/** Reads the body of a Converse response, as batches have it; {@link ConverseAnswer} reads what the SDK made of one. */
final class ReceivedAnswer {
    private static final int OK = 200;

    private ReceivedAnswer() {}

    static ChatReply of(String body) {
        JsonNode response;
        try {
            response = Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            return unreadable(body);
        }
        JsonNode content = response.at("/output/message/content");
        if (!content.isArray()) {
            return unreadable(body);
        }
        List<Part> parts = new ArrayList<>();
        content.forEach(block -> part(parts, block));
        ResponseHead head = new ResponseHead(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        Optional<Finish> finish =
                Optional.ofNullable(response.path("stopReason").textValue()).map(Finish::ofWord);
        Choice choice = new Choice(0, parts, finish, Optional.empty());
        JsonNode usage = response.path("usage");
        Optional<Usage> used = usage.isObject() ? Optional.of(usage(usage)) : Optional.empty();
        return new ChatReply.Answered(new ChatResponse(head, List.of(choice), used), AnswerMessage.of(parts));
    }

    private static ChatReply unreadable(String body) {
        return new ChatReply.Failed(
                ChatReply.Remedy.RETRY, OK, "its answer is not that of Converse", Optional.empty(), body);
    }

    private static void part(List<Part> parts, JsonNode block) {
        JsonNode call = block.path("toolUse");
        JsonNode thought = block.at("/reasoningContent/reasoningText/text");
        if (block.path("text").isTextual()) {
            parts.add(new Part.Text(block.path("text").textValue()));
        } else if (call.isObject()) {
            parts.add(new Part.ToolCall(
                    call.path("toolUseId").asText(), call.path("name").asText(), Json.line(call.path("input"))));
        } else if (thought.isTextual()) {
            parts.add(new Part.Reasoning(thought.textValue()));
        }
    }

    private static Usage usage(JsonNode usage) {
        return ConverseAnswer.usage(
                count(usage, "inputTokens"),
                count(usage, "outputTokens"),
                count(usage, "cacheReadInputTokens"),
                count(usage, "cacheWriteInputTokens"));
    }

    private static OptionalLong count(JsonNode usage, String name) {
        JsonNode tokens = usage.path(name);
        return tokens.isIntegralNumber() ? OptionalLong.of(tokens.longValue()) : OptionalLong.empty();
    }
}
