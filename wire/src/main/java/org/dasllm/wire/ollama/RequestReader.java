package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.request.Fields;

/**
 * Reads the body of {@code POST /api/chat}; one body each. {@code keep_alive} is passed over, since the model is always loaded, and so are
 * {@code truncate} and {@code shift}: a conversation that is too long is refused and never cut.
 */
final class RequestReader {
    private static final int MOST_ALTERNATIVES = 20;
    private static final String SCHEMA_NAME = "format";

    private final PlacedNames names = new PlacedNames(Map.of(
            Parameter.MESSAGES, "messages",
            Parameter.TOOLS, "tools",
            Parameter.FORMAT, "format",
            Parameter.FREQUENCY_PENALTY, "options.frequency_penalty",
            Parameter.PRESENCE_PENALTY, "options.presence_penalty",
            Parameter.TOP_K, "options.top_k",
            Parameter.THINKING, "think",
            Parameter.ENABLE_THINKING, "think"));

    ParameterNames names() {
        return names;
    }

    /** @throws RequestRefused saying what is wrong with the body */
    ChatRequest read(byte[] body) {
        Fields fields = Fields.ofBody(body);
        fields.refuse("_debug_render_only");
        Fields options =
                fields.inner("options").orElseGet(() -> new Fields(Json.mapper().createObjectNode(), "options."));
        return new ChatRequest(
                fields.string("model"),
                new TurnReader(names).read(fields),
                ToolReader.tools(fields),
                ToolChoice.Any.AUTO,
                format(fields),
                OptionsReader.sampling(options),
                OptionsReader.maxTokens(options),
                1,
                alternatives(fields),
                Optional.empty(),
                fields.value("think").flatMap(RequestReader::thinking),
                // Pieces are the default, and the last of them always has the counts.
                fields.has("stream") && !fields.truth("stream") ? Delivery.WHOLE : Delivery.STREAM_WITH_USAGE);
    }

    /** The word {@code json}, or a schema; an empty word is none. */
    private static AnswerFormat format(Fields fields) {
        Optional<JsonNode> value = fields.value("format")
                .filter(each -> !(each.isTextual() && each.textValue().isEmpty()));
        if (value.isEmpty()) {
            return new AnswerFormat.Text();
        }
        JsonNode format = value.get();
        if (format.isObject()) {
            return new AnswerFormat.JsonSchema(SCHEMA_NAME, Optional.empty(), Optional.of(format), true);
        }
        if (format.isTextual() && format.textValue().equals("json")) {
            return new AnswerFormat.JsonObject();
        }
        throw RequestRefused.invalid("format", "Invalid 'format': it is \"json\" or a JSON schema.");
    }

    /** Whether, or how much: {@code true} asks for the thoughts beside the answer. */
    private static Optional<Thinking> thinking(JsonNode think) {
        if (think.isBoolean()) {
            return Optional.of(think.booleanValue() ? Thinking.visible() : Thinking.of(Effort.NONE));
        }
        List<String> words = List.of("low", "medium", "high", "max");
        if (think.isTextual() && words.contains(think.textValue())) {
            return Optional.of(Thinking.of(Effort.valueOf(think.textValue().toUpperCase(Locale.ROOT))));
        }
        throw RequestRefused.invalid(
                "think", "Invalid 'think': it is true, false, \"low\", \"medium\", \"high\" or \"max\".");
    }

    /** The number of alternatives counts only where log-probabilities are asked for. */
    private static OptionalInt alternatives(Fields fields) {
        OptionalInt alternatives = fields.integer("top_logprobs", 0, MOST_ALTERNATIVES);
        return fields.truth("logprobs") ? OptionalInt.of(alternatives.orElse(0)) : OptionalInt.empty();
    }
}
