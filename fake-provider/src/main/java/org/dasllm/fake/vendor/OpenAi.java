package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.fake.exchange.Answers;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** Chat completions at OpenAI, xAI and whoever has them below {@code /v1}. */
class OpenAi implements Dialect {
    private static final long CREATED = 1_764_400_000L;

    @Override
    public boolean takes(String path) {
        return path.equals("/v1/chat/completions");
    }

    @Override
    public Optional<String> secret(Call call) {
        return call.bearer();
    }

    @Override
    public Asked read(Call call, JsonNode body) {
        List<Asked.Turn> turns = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            turns.add(
                    new Asked.Turn(role.equals("developer") ? "system" : role, Reading.text(message.path("content"))));
        }
        if (turns.isEmpty()) {
            throw new Refused("Missing required parameter: 'messages'.");
        }
        JsonNode format = body.path("response_format");
        List<Asked.Tool> tools = new ArrayList<>();
        body.path("tools")
                .forEach(tool -> tools.add(new Asked.Tool(
                        Reading.required(tool.path("function"), "name"),
                        tool.path("function").path("parameters"))));
        JsonNode choice = body.path("tool_choice");
        long limit = body.path("max_completion_tokens")
                .asLong(body.path("max_tokens").asLong());
        return new Asked(
                Reading.required(body, "model"),
                turns,
                format.path("type").asText().equals("json_schema")
                        ? Optional.of(strict(format.path("json_schema")))
                        : Optional.empty(),
                tools,
                choice.isObject() || choice.asText().equals("required"),
                limit,
                body.path("logprobs").asBoolean()
                        ? Math.max(1, body.path("top_logprobs").asInt())
                        : 0,
                body.path("stream").asBoolean());
    }

    /** The schema of a format with a name. */
    static JsonNode strict(JsonNode format) {
        Reading.required(format, "name");
        JsonNode schema = format.path("schema");
        if (format.path("strict").asBoolean()
                && schema.path("additionalProperties").asBoolean(true)) {
            throw new Refused(
                    "Invalid schema for response_format '" + format.path("name").asText()
                            + "': 'additionalProperties' is required to be supplied and to be false.");
        }
        return schema;
    }

    @Override
    public FakeResponse answer(Call call, Asked asked, Told told) {
        ObjectNode body = head(call, asked, "chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        message(choice.putObject("message"), told, call.number());
        if (asked.alternatives() > 0) {
            logprobs(choice.putObject("logprobs"), asked, told);
        } else {
            choice.putNull("logprobs");
        }
        choice.put("finish_reason", finish(told));
        usage(body.putObject("usage"), told.counts());
        return FakeResponse.of(200, body)
                .with(Map.of("x-request-id", "req_" + call.number(), "openai-version", "2020-10-01"));
    }

    private static ObjectNode head(Call call, Asked asked, String object) {
        return Json.mapper()
                .createObjectNode()
                .put("id", "chatcmpl-" + call.number())
                .put("object", object)
                .put("created", CREATED)
                .put("model", asked.model())
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_fake");
    }

    private static void message(ObjectNode message, Told told, long number) {
        message.put("role", "assistant");
        boolean refused = told.ending() == Told.Ending.REFUSED;
        if (told.call().isPresent() || refused) {
            message.putNull("content");
        } else {
            message.put("content", told.text());
        }
        if (refused) {
            message.put("refusal", told.text());
        } else {
            message.putNull("refusal");
        }
        message.putArray("annotations");
        told.call().ifPresent(called -> call(message.putArray("tool_calls").addObject(), called, number));
    }

    private static void call(ObjectNode node, Told.Call called, long number) {
        node.put("id", "call_" + number)
                .put("type", "function")
                .putObject("function")
                .put("name", called.name())
                .put("arguments", called.arguments());
    }

    private static void logprobs(ObjectNode node, Asked asked, Told told) {
        ArrayNode content = node.putArray("content");
        for (String piece : Answers.pieces(told.text())) {
            ObjectNode token = content.addObject();
            token(token, piece, -0.1);
            ArrayNode top = token.putArray("top_logprobs");
            token(top.addObject(), piece, -0.1);
            for (int i = 1; i < asked.alternatives(); i++) {
                token(top.addObject(), piece + i, -2.0 - i);
            }
        }
        node.putNull("refusal");
    }

    private static void token(ObjectNode node, String text, double logprob) {
        node.put("token", text).put("logprob", logprob);
        ArrayNode bytes = node.putArray("bytes");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xff);
        }
    }

    private static String finish(Told told) {
        return switch (told.ending()) {
            case WHOLE, REFUSED -> "stop";
            case TOOL_CALL -> "tool_calls";
            case CUT -> "length";
            case FILTERED -> "content_filter";
        };
    }

    private static void usage(ObjectNode usage, Told.Counts counts) {
        usage.put("prompt_tokens", counts.input())
                .put("completion_tokens", counts.output())
                .put("total_tokens", counts.input() + counts.output());
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", counts.cached())
                .put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", counts.reasoning())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
    }

    @Override
    public Events events(Call call, Asked asked, Told told) {
        List<String> events = new ArrayList<>();
        ObjectNode first =
                Json.mapper().createObjectNode().put("role", "assistant").put("content", "");
        events.add(chunk(call, asked, first, Optional.empty()));
        if (told.call().isPresent()) {
            ObjectNode delta = Json.mapper().createObjectNode();
            ObjectNode node = delta.putArray("tool_calls").addObject().put("index", 0);
            call(node, told.call().get(), call.number());
            events.add(chunk(call, asked, delta, Optional.empty()));
        }
        String key = told.ending() == Told.Ending.REFUSED ? "refusal" : "content";
        for (String piece : Answers.pieces(told.text())) {
            events.add(chunk(call, asked, Json.mapper().createObjectNode().put(key, piece), Optional.empty()));
        }
        events.add(chunk(call, asked, Json.mapper().createObjectNode(), Optional.of(finish(told))));
        ObjectNode last = head(call, asked, "chat.completion.chunk");
        last.putArray("choices");
        usage(last.putObject("usage"), told.counts());
        events.add("data: " + Json.line(last) + "\n\n");
        events.add("data: [DONE]\n\n");
        return Events.ofText(events);
    }

    private static String chunk(Call call, Asked asked, ObjectNode delta, Optional<String> finish) {
        ObjectNode body = head(call, asked, "chat.completion.chunk");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs");
        choice.put("finish_reason", finish.orElse(null));
        return "data: " + Json.line(body) + "\n\n";
    }

    @Override
    public FakeResponse failure(Call call, Fault what) {
        return switch (what) {
            case RATE_LIMIT ->
                error(
                                429,
                                "requests",
                                "rate_limit_exceeded",
                                "Rate limit reached for requests. Please try again in 1s.")
                        .with(limits());
            case UNAVAILABLE -> error(503, "server_error", null, "The server is currently overloaded.");
            case OVERLOADED -> error(529, "server_error", null, "The engine is overloaded.");
            default -> error(500, "server_error", null, "The server had an error while processing your request.");
        };
    }

    private static Map<String, String> limits() {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Retry-After", "1");
        headers.put("x-ratelimit-limit-requests", "500");
        headers.put("x-ratelimit-limit-tokens", "200000");
        headers.put("x-ratelimit-remaining-requests", "0");
        headers.put("x-ratelimit-remaining-tokens", "199000");
        // Until the bucket is full again, which takes an empty one a minute.
        headers.put("x-ratelimit-reset-requests", "1m0s");
        headers.put("x-ratelimit-reset-tokens", "300ms");
        return headers;
    }

    static FakeResponse error(int status, String type, @Nullable String code, String message) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", code);
        return FakeResponse.of(status, body);
    }

    @Override
    public FakeResponse refusal(Call call, int status, String message) {
        return error(status, "invalid_request_error", status == 401 ? "invalid_api_key" : null, message);
    }
}
