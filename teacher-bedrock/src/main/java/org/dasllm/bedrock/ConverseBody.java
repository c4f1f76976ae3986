package org.dasllm.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.AnyToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatType;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;

/**
 * The body of a Converse request as it goes over the wire, with the model beside it under {@code modelId}. The order of its keys never
 * changes: requests are known by their bodies.
 */
final class ConverseBody {
    private ConverseBody() {}

    static JsonNode write(ChatRequest request) {
        ObjectNode body = Json.mapper().createObjectNode().put("modelId", request.model());
        ArrayNode messages = body.putArray("messages");
        for (ChatMessage message : request.messages()) {
            if (message.role() == Role.SYSTEM) {
                body.withArray("system").addObject().put("text", message.text());
            } else {
                messages.addObject()
                        .put("role", message.role() == Role.ASSISTANT ? "assistant" : "user")
                        .putArray("content")
                        .addObject()
                        .put("text", message.text());
            }
        }
        ObjectNode inference = body.putObject("inferenceConfig");
        request.maxTokens().ifPresent(most -> inference.put("maxTokens", most));
        request.sampling().temperature().ifPresent(temperature -> inference.put("temperature", temperature));
        if (!request.tools().isEmpty()) {
            tools(body.putObject("toolConfig"), request);
        }
        if (request.format() instanceof AnswerFormat.JsonSchema named) {
            ObjectNode format =
                    body.putObject("outputConfig").putObject("textFormat").put("type", "json_schema");
            format.putObject("structure")
                    .putObject("jsonSchema")
                    .put("schema", Json.line(named.schema().orElseThrow()))
                    .put("name", named.name());
        }
        return body;
    }

    private static void tools(ObjectNode config, ChatRequest request) {
        ArrayNode tools = config.putArray("tools");
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Function function) {
                ObjectNode node = tools.addObject().putObject("toolSpec").put("name", function.name());
                JsonNode parameters = function.parameters()
                        .orElse(Json.mapper().createObjectNode().put("type", "object"));
                node.putObject("inputSchema").set("json", parameters);
                if (function.strict()) {
                    node.put("strict", true);
                }
            }
        }
        if (request.toolChoice() == ToolChoice.Any.REQUIRED) {
            config.putObject("toolChoice").putObject("any");
        }
    }

    /** The request that such a body is, in the SDK's own types. */
    static ConverseRequest read(JsonNode body) {
        List<Message> messages = new ArrayList<>();
        body.path("messages")
                .forEach(turn -> messages.add(Message.builder()
                        .role(turn.path("role").asText())
                        .content(
                                ContentBlock.fromText(turn.at("/content/0/text").asText()))
                        .build()));
        List<SystemContentBlock> system = new ArrayList<>();
        body.path("system")
                .forEach(block -> system.add(
                        SystemContentBlock.fromText(block.path("text").asText())));
        ConverseRequest.Builder request = ConverseRequest.builder()
                .modelId(body.path("modelId").asText())
                .messages(messages)
                .inferenceConfig(inference(body.path("inferenceConfig")));
        if (!system.isEmpty()) {
            request.system(system);
        }
        tools(body.path("toolConfig")).ifPresent(request::toolConfig);
        JsonNode schema = body.at("/outputConfig/textFormat/structure/jsonSchema");
        if (schema.isObject()) {
            request.outputConfig(config -> config.textFormat(format -> format.type(OutputFormatType.JSON_SCHEMA)
                    .structure(structure -> structure.jsonSchema(definition -> definition
                            .schema(schema.path("schema").asText())
                            .name(schema.path("name").asText())))));
        }
        return request.build();
    }

    private static InferenceConfiguration inference(JsonNode node) {
        InferenceConfiguration.Builder inference = InferenceConfiguration.builder();
        if (node.has("maxTokens")) {
            inference.maxTokens(node.path("maxTokens").intValue());
        }
        if (node.has("temperature")) {
            inference.temperature(node.path("temperature").floatValue());
        }
        return inference.build();
    }

    private static Optional<ToolConfiguration> tools(JsonNode config) {
        if (!config.isObject()) {
            return Optional.empty();
        }
        List<software.amazon.awssdk.services.bedrockruntime.model.Tool> tools = new ArrayList<>();
        for (JsonNode tool : config.path("tools")) {
            JsonNode spec = tool.path("toolSpec");
            tools.add(software.amazon.awssdk.services.bedrockruntime.model.Tool.fromToolSpec(
                    builder -> builder.name(spec.path("name").asText())
                            .strict(spec.path("strict").asBoolean() ? Boolean.TRUE : null)
                            .inputSchema(ToolInputSchema.fromJson(Documents.of(spec.at("/inputSchema/json"))))));
        }
        ToolConfiguration.Builder built = ToolConfiguration.builder().tools(tools);
        if (config.path("toolChoice").has("any")) {
            built.toolChoice(choice -> choice.any(AnyToolChoice.builder().build()));
        }
        return Optional.of(built.build());
    }
}
