package org.dasllm.wire.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.request.Fields;
import org.dasllm.wire.request.StopTexts;

/** Reads the body of Converse and ConverseStream, which is the same; one body each. */
final class RequestReader {
    private static final String SCHEMA_NAME = "answer";
    private static final String TOP_K = "top_k";

    private final PlacedNames names = PlacedNames.dotted(Map.of(
            Parameter.MESSAGES,
            "messages",
            Parameter.TOOLS,
            "toolConfig.tools",
            Parameter.TOOL_CHOICE,
            "toolConfig.toolChoice",
            Parameter.FORMAT,
            "outputConfig.textFormat",
            Parameter.THINKING,
            "outputConfig.effort"));

    PlacedNames names() {
        return names;
    }

    /** @throws RequestRefused saying what is wrong with the body */
    ChatRequest read(Fields fields, String model, boolean streamed) {
        fields.refuse("guardrailConfig", "promptVariables", "additionalModelResponseFieldPaths");
        fields.inner("performanceConfig").ifPresent(config -> word(config, "latency", "standard"));
        fields.inner("serviceTier").ifPresent(tier -> word(tier, "type", "default"));
        Fields inference = fields.inner("inferenceConfig")
                .orElseGet(() -> new Fields(Json.mapper().createObjectNode()));
        Optional<Fields> tools = fields.inner("toolConfig");
        Optional<Fields> output = fields.inner("outputConfig");
        return new ChatRequest(
                model,
                new MessageReader(names).read(fields),
                tools.map(ToolReader::tools).orElse(List.of()),
                ToolReader.choice(tools),
                output.flatMap(config -> config.inner("textFormat"))
                        .map(RequestReader::format)
                        .orElse(new AnswerFormat.Text()),
                new Sampling(
                        inference.number("temperature", 0, 1),
                        inference.number("topP", 0, 1),
                        topK(fields),
                        OptionalLong.empty(),
                        StopTexts.read(
                                inference,
                                "stopSequences",
                                text -> !text.isEmpty(),
                                "each must be a text that is not empty"),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Map.of()),
                inference.integer("maxTokens", 1, Integer.MAX_VALUE),
                1,
                OptionalInt.empty(),
                Optional.empty(),
                output.flatMap(config -> config.optionalString("effort")).map(RequestReader::effort),
                streamed ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE);
    }

    /** The one field that the protocol leaves to the models and this one has, by Anthropic's name. Others are refused by theirs. */
    private static OptionalInt topK(Fields fields) {
        Optional<Fields> more = fields.inner("additionalModelRequestFields");
        more.ifPresent(beside -> beside.object().fieldNames().forEachRemaining(name -> {
            if (!name.equals(TOP_K)) {
                beside.refuse(name);
            }
        }));
        return more.map(beside -> beside.integer(TOP_K, 0, Integer.MAX_VALUE)).orElse(OptionalInt.empty());
    }

    private static void word(Fields fields, String name, String fine) {
        if (!fields.optionalString(name).orElse(fine).equals(fine)) {
            String where = fields.prefix() + name;
            throw RequestRefused.unsupported(
                    where, "This server has '" + where + "' of '" + fine + "' only: leave it out.");
        }
    }

    private static Thinking effort(String word) {
        try {
            return Thinking.of(Thinking.Effort.valueOf(word.toUpperCase(java.util.Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw RequestRefused.invalid(
                    "outputConfig.effort",
                    "Invalid 'outputConfig.effort': leave it out, since this model does not think.");
        }
    }

    /** The schema is a text with JSON in it. */
    private static AnswerFormat format(Fields format) {
        if (!format.string("type").equals("json_schema")) {
            return new AnswerFormat.Other(format.string("type"), format.object());
        }
        Fields schema = format.required("structure").required("jsonSchema");
        return new AnswerFormat.JsonSchema(
                schema.optionalString("name").orElse(SCHEMA_NAME),
                schema.optionalString("description"),
                Optional.of(schema(schema.string("schema"), schema.prefix() + "schema")),
                true);
    }

    private static JsonNode schema(String text, String where) {
        try {
            JsonNode read = Json.mapper().readTree(text);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            throw RequestRefused.invalid(where, "Invalid '" + where + "': it is not JSON.");
        }
        throw RequestRefused.invalid(where, "Invalid '" + where + "': it is not a JSON object.");
    }
}
