package org.dasllm.wire.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonFault;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.RequestRefused;

/** Reads the body of {@code POST /v1/chat/completions}. */
final class RequestReader {
    private static final int MOST_ALTERNATIVES = 20;

    private RequestReader() {}

    /** @throws RequestRefused saying what is wrong with the body */
    static ChatRequest read(byte[] body) {
        Fields fields = new Fields(object(body));
        int choices = fields.integer("n", 1, Integer.MAX_VALUE).orElse(1);
        AnswerFormat format = format(fields);
        ToolReader.refuseFunctions(fields);
        boolean stream = fields.truth("stream");
        OptionalInt newer = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalInt older = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        return new ChatRequest(
                fields.string("model"),
                MessageReader.read(fields),
                ToolReader.allowed(fields),
                ToolReader.choice(fields),
                format,
                SamplingReader.read(fields),
                newer.isPresent() ? newer : older,
                choices,
                alternatives(fields),
                fields.has("parallel_tool_calls") ? Optional.of(fields.truth("parallel_tool_calls")) : Optional.empty(),
                Optional.empty(),
                delivery(fields, stream));
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode node = Json.mapper().readTree(body);
            if (node == null || node.isMissingNode()) {
                throw RequestRefused.unreadable("it is empty.");
            }
            if (!node.isObject()) {
                throw Fields.noObject(node);
            }
            return node;
        } catch (JsonProcessingException e) {
            throw RequestRefused.unreadable(JsonFault.of(e).text() + ".");
        } catch (IOException e) {
            throw RequestRefused.unreadable("its bytes are no text in UTF-8, UTF-16 or UTF-32.");
        }
    }

    private static AnswerFormat format(Fields fields) {
        Optional<JsonNode> value = fields.value("response_format");
        if (value.isEmpty()) {
            return new AnswerFormat.Text();
        }
        Fields format = new Fields(Fields.object("response_format", value.get()));
        String type = format.string("type", "response_format.type");
        return switch (type) {
            case "text" -> new AnswerFormat.Text();
            case "json_object" -> new AnswerFormat.JsonObject();
            case "json_schema" -> schema(format);
            default -> new AnswerFormat.Other(type, format.object());
        };
    }

    private static AnswerFormat schema(Fields format) {
        String where = "response_format.json_schema";
        Fields schema = new Fields(
                Fields.object(where, format.value("json_schema").orElseThrow(() -> RequestRefused.missing(where))));
        return new AnswerFormat.JsonSchema(
                schema.string("name", where + ".name"),
                schema.optionalString("description", where + ".description"),
                schema.value("schema").map(value -> Fields.object(where + ".schema", value)),
                schema.truth("strict", where + ".strict"));
    }

    private static Delivery delivery(Fields fields, boolean stream) {
        Optional<JsonNode> options = fields.value("stream_options");
        if (options.isEmpty()) {
            return stream ? Delivery.STREAM : Delivery.WHOLE;
        }
        if (!stream) {
            throw RequestRefused.invalid("stream_options", "'stream_options' is only allowed where 'stream' is true.");
        }
        Fields told = new Fields(Fields.object("stream_options", options.get()));
        return told.truth("include_usage", "stream_options.include_usage")
                ? Delivery.STREAM_WITH_USAGE
                : Delivery.STREAM;
    }

    private static OptionalInt alternatives(Fields fields) {
        boolean wanted = fields.truth("logprobs");
        OptionalInt alternatives = fields.integer("top_logprobs", 0, MOST_ALTERNATIVES);
        if (!wanted && alternatives.isPresent()) {
            throw RequestRefused.invalid("top_logprobs", "'top_logprobs' is only allowed where 'logprobs' is true.");
        }
        return wanted ? OptionalInt.of(alternatives.orElse(0)) : OptionalInt.empty();
    }
}
