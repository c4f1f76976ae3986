package org.dasllm.wire.anthropic;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.request.Fields;
import org.dasllm.wire.request.StopTexts;

/**
 * Reads the body of {@code POST /v1/messages}; one body each. Marks of what a cache should keep change no answer, and beginnings are kept
 * here in any case: they are passed over.
 */
final class RequestReader {
    private static final String SCHEMA_NAME = "answer";

    private final PlacedNames names = PlacedNames.dotted(Map.of(
            Parameter.MESSAGES,
            "messages",
            Parameter.TOOLS,
            "tools",
            Parameter.FORMAT,
            "output_config.format",
            Parameter.TOP_K,
            "top_k",
            Parameter.THINKING,
            "thinking"));

    PlacedNames names() {
        return names;
    }

    /**
     * Reads it.
     *
     * @param counting whether only its tokens are counted, so that no limit of the answer is asked for
     * @throws RequestRefused saying what is wrong with it
     */
    ChatRequest read(byte[] body, boolean counting) {
        Fields fields = Fields.ofBody(body);
        fields.refuse("container", "context_management", "mcp_servers", "output_format");
        fields.optionalString("speed").filter(word -> !word.equals("standard")).ifPresent(word -> {
            throw RequestRefused.unsupported("speed", "This server does not support 'speed': leave it out.");
        });
        OptionalInt most = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        if (most.isEmpty() && !counting) {
            throw RequestRefused.missing("max_tokens");
        }
        List<ChatMessage> messages = new MessageReader(names).read(fields);
        ToolReader tools = new ToolReader(fields);
        Optional<Fields> output = fields.inner("output_config");
        List<Tool> read = tools.tools();
        return new ChatRequest(
                fields.string("model"),
                messages,
                read,
                tools.choice(),
                output.flatMap(config -> config.inner("format"))
                        .map(RequestReader::format)
                        .orElse(new AnswerFormat.Text()),
                new Sampling(
                        fields.number("temperature", 0, 1),
                        fields.number("top_p", 0, 1),
                        fields.integer("top_k", 0, Integer.MAX_VALUE),
                        OptionalLong.empty(),
                        StopTexts.read(
                                fields,
                                "stop_sequences",
                                text -> !text.isBlank(),
                                "each stop sequence must be a text with more than blanks"),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Map.of()),
                most,
                1,
                OptionalInt.empty(),
                tools.parallel(),
                thinking(fields, output),
                fields.truth("stream") ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE);
    }

    private static AnswerFormat format(Fields format) {
        String type = format.string("type");
        return type.equals("json_schema")
                ? new AnswerFormat.JsonSchema(
                        SCHEMA_NAME,
                        Optional.empty(),
                        Optional.of(format.required("schema").object()),
                        true)
                : new AnswerFormat.Other(type, format.object());
    }

    /** What is said of thinking itself counts before an effort. */
    private static Optional<Thinking> thinking(Fields fields, Optional<Fields> output) {
        Optional<Fields> thinking = fields.inner("thinking");
        if (thinking.isPresent()) {
            String type = thinking.get().string("type");
            if (type.equals("disabled")) {
                return Optional.of(Thinking.of(Effort.NONE));
            }
            return Optional.of(new Thinking(
                    Optional.empty(), thinking.get().integer("budget_tokens", 1, Integer.MAX_VALUE), true));
        }
        return output.flatMap(config -> config.optionalString("effort")).map(word -> {
            try {
                return Thinking.of(Effort.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw RequestRefused.invalid(
                        "output_config.effort",
                        "output_config.effort: supported values are 'low', 'medium', 'high', 'xhigh' and 'max'.");
            }
        });
    }
}
