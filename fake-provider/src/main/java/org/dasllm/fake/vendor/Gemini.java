package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.fake.exchange.Answers;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;
import org.dasllm.format.io.Json;

/** Gemini's generateContent, and its other method for streams. */
final class Gemini implements Dialect {
    private static final Pattern PATH =
            Pattern.compile("/v1(beta)?/models/([^/:]+):(generateContent|streamGenerateContent)");

    @Override
    public boolean takes(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public Optional<String> secret(Call call) {
        return call.header().apply("x-goog-api-key").or(() -> call.parameter("key"));
    }

    @Override
    public Asked read(Call call, JsonNode body) {
        Matcher path = PATH.matcher(call.path());
        if (!path.matches()) {
            throw new Refused(404, "not an address of this API");
        }
        List<Asked.Turn> turns = new ArrayList<>();
        JsonNode system = either(body, "systemInstruction", "system_instruction");
        if (system.has("parts")) {
            turns.add(new Asked.Turn("system", Reading.text(system.path("parts"))));
        }
        for (JsonNode content : body.path("contents")) {
            String role = content.path("role").asText("user");
            turns.add(new Asked.Turn(role.equals("model") ? "assistant" : role, Reading.text(content.path("parts"))));
        }
        if (body.path("contents").isEmpty()) {
            throw new Refused("* GenerateContentRequest.contents: contents is not specified");
        }
        JsonNode config = either(body, "generationConfig", "generation_config");
        JsonNode schema = config.path("responseJsonSchema");
        List<Asked.Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode function : either(tool, "functionDeclarations", "function_declarations")) {
                tools.add(new Asked.Tool(Reading.required(function, "name"), parameters(function)));
            }
        }
        String mode = either(body, "toolConfig", "tool_config")
                .at("/functionCallingConfig/mode")
                .asText();
        return new Asked(
                path.group(2),
                turns,
                schema.isObject() ? Optional.of(schema) : Optional.empty(),
                tools,
                mode.equals("ANY"),
                config.path("maxOutputTokens").asLong(),
                config.path("responseLogprobs").asBoolean()
                        ? Math.max(1, config.path("logprobs").asInt())
                        : 0,
                path.group(3).equals("streamGenerateContent"));
    }

    private static JsonNode parameters(JsonNode function) {
        return function.has("parametersJsonSchema")
                ? function.path("parametersJsonSchema")
                : either(function, "parameters_json_schema", "parameters");
    }

    private static JsonNode either(JsonNode node, String one, String other) {
        return node.has(one) ? node.path(one) : node.path(other);
    }

    @Override
    public FakeResponse answer(Call call, Asked asked, Told told) {
        ObjectNode body = Json.mapper().createObjectNode();
        if (told.ending() == Told.Ending.FILTERED) {
            body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
        } else {
            ObjectNode candidate = candidate(body, told, told.text());
            candidate.put("finishReason", finish(told)).put("index", 0);
            if (asked.alternatives() > 0) {
                logprobs(candidate, asked, told);
            }
        }
        end(body, call, asked, told);
        return FakeResponse.of(200, body);
    }

    private static ObjectNode candidate(ObjectNode body, Told told, String text) {
        ObjectNode candidate = body.putArray("candidates").addObject();
        ObjectNode content = candidate.putObject("content");
        ArrayNode parts = content.putArray("parts");
        if (told.call().isPresent()) {
            Told.Call called = told.call().get();
            parts.addObject()
                    .putObject("functionCall")
                    .put("name", called.name())
                    .set("args", Reading.json(called.arguments()));
        } else {
            parts.addObject().put("text", text);
        }
        content.put("role", "model");
        return candidate;
    }

    private static void logprobs(ObjectNode candidate, Asked asked, Told told) {
        ObjectNode result = candidate.putObject("logprobsResult");
        ArrayNode top = result.putArray("topCandidates");
        ArrayNode chosen = result.putArray("chosenCandidates");
        int id = 0;
        for (String piece : Answers.pieces(told.text())) {
            chosen.addObject().put("token", piece).put("tokenId", ++id).put("logProbability", -0.1);
            ArrayNode likeliest = top.addObject().putArray("candidates");
            likeliest.addObject().put("token", piece).put("tokenId", id).put("logProbability", -0.1);
            for (int i = 1; i < asked.alternatives(); i++) {
                likeliest
                        .addObject()
                        .put("token", piece + i)
                        .put("tokenId", id + 1000 * i)
                        .put("logProbability", -2.0 - i);
            }
        }
        candidate.put("avgLogprobs", -0.1);
    }

    private static void end(ObjectNode body, Call call, Asked asked, Told told) {
        ObjectNode usage = body.putObject("usageMetadata")
                .put("promptTokenCount", told.counts().input());
        if (told.counts().cached() > 0) {
            usage.put("cachedContentTokenCount", told.counts().cached());
        }
        if (told.ending() != Told.Ending.FILTERED) {
            usage.put(
                    "candidatesTokenCount",
                    told.counts().output() - told.counts().reasoning());
        }
        usage.put("totalTokenCount", told.counts().input() + told.counts().output());
        body.put("modelVersion", asked.model()).put("responseId", "resp" + call.number());
    }

    private static String finish(Told told) {
        return switch (told.ending()) {
            case WHOLE, TOOL_CALL -> "STOP";
            case CUT -> "MAX_TOKENS";
            case REFUSED, FILTERED -> "SAFETY";
        };
    }

    @Override
    public Events events(Call call, Asked asked, Told told) {
        List<String> events = new ArrayList<>();
        for (String piece : Answers.pieces(told.text())) {
            ObjectNode body = Json.mapper().createObjectNode();
            candidate(body, told, piece).put("index", 0);
            events.add("data: " + Json.line(body) + "\r\n\r\n");
        }
        ObjectNode last = Json.mapper().createObjectNode();
        candidate(last, told, "").put("finishReason", finish(told)).put("index", 0);
        end(last, call, asked, told);
        events.add("data: " + Json.line(last) + "\r\n\r\n");
        return Events.ofText(events);
    }

    @Override
    public FakeResponse failure(Call call, Fault what) {
        return switch (what) {
            case RATE_LIMIT -> limited();
            case UNAVAILABLE, OVERLOADED -> error(503, "UNAVAILABLE", "The model is overloaded.");
            default -> error(500, "INTERNAL", "An internal error has occurred.");
        };
    }

    private static FakeResponse limited() {
        ObjectNode body = body(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota. Please retry in 1s.");
        ((ObjectNode) body.path("error"))
                .putArray("details")
                .addObject()
                .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                .put("retryDelay", "1s");
        return FakeResponse.of(429, body).with(Map.of("Retry-After", "1"));
    }

    private static ObjectNode body(int status, String name, String message) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error").put("code", status).put("message", message).put("status", name);
        return body;
    }

    private static FakeResponse error(int status, String name, String message) {
        return FakeResponse.of(status, body(status, name, message));
    }

    /** A wrong key is an invalid argument here. */
    @Override
    public FakeResponse refusal(Call call, int status, String message) {
        return status == 404 ? error(404, "NOT_FOUND", message) : error(400, "INVALID_ARGUMENT", message);
    }
}
