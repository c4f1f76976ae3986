package org.dasllm.bedrock;

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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/** Reads an answer. Which model answered is not told. */
final class ConverseAnswer {
    private ConverseAnswer() {}

    static ChatReply of(ConverseResponse response) {
        List<Part> parts = new ArrayList<>();
        if (response.output() != null && response.output().message() != null) {
            response.output().message().content().forEach(block -> part(parts, block));
        }
        Optional<Finish> finish =
                Optional.ofNullable(response.stopReasonAsString()).map(Finish::ofWord);
        ResponseHead head = new ResponseHead(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(response.responseMetadata().requestId()));
        Choice choice = new Choice(0, parts, finish, Optional.empty());
        return new ChatReply.Answered(
                new ChatResponse(
                        head,
                        List.of(choice),
                        Optional.ofNullable(response.usage()).map(ConverseAnswer::usage)),
                AnswerMessage.of(parts));
    }

    private static void part(List<Part> parts, ContentBlock block) {
        if (block.text() != null) {
            parts.add(new Part.Text(block.text()));
        } else if (block.toolUse() != null) {
            parts.add(new Part.ToolCall(
                    block.toolUse().toolUseId(),
                    block.toolUse().name(),
                    Json.line(Documents.json(block.toolUse().input()))));
        } else if (block.reasoningContent() != null && block.reasoningContent().reasoningText() != null) {
            parts.add(
                    new Part.Reasoning(block.reasoningContent().reasoningText().text()));
        }
    }

    private static Usage usage(TokenUsage usage) {
        return usage(
                count(usage.inputTokens()),
                count(usage.outputTokens()),
                count(usage.cacheReadInputTokens()),
                count(usage.cacheWriteInputTokens()));
    }

    /** What the cache gave and took is beside the input and not among it. */
    static Usage usage(OptionalLong input, OptionalLong output, OptionalLong cached, OptionalLong written) {
        return new Usage(
                input.isEmpty() ? input : OptionalLong.of(input.getAsLong() + cached.orElse(0) + written.orElse(0)),
                output,
                cached,
                written,
                OptionalLong.empty());
    }

    private static OptionalLong count(@Nullable Integer tokens) {
        return tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens);
    }
}
