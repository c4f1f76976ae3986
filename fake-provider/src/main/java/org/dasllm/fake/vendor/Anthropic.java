package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** Anthropic's Messages. */
final class Anthropic implements Dialect {

    @Override
    public boolean takes(String path) {
        return path.equals("/v1/messages");
    }

    /** Newer clients send their key as a token. */
    @Override
    public Optional<String> secret(Call call) {
        return call.header().apply("x-api-key").or(call::bearer);
    }

    @Override
    public Asked read(Call call, JsonNode body) {
        if (call.header().apply("anthropic-version").isEmpty()) {
            throw new Refused("anthropic-version: header is required");
        }
        List<Asked.Turn> turns = new ArrayList<>();
        if (body.has("system")) {
            turns.add(new Asked.Turn("system", Reading.text(body.path("system"))));
        }
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            if (!role.equals("user") && !role.equals("assistant")) {
                throw new Refused("messages: Unexpected role \"" + role + "\".");
            }
            turns.add(new Asked.Turn(role, Reading.text(message.path("content"))));
        }
        if (!body.path("max_tokens").isIntegralNumber()) {
            throw new Refused("max_tokens: Field required");
        }
        List<Asked.Tool> tools = new ArrayList<>();
        body.path("tools")
                .forEach(tool -> tools.add(new Asked.Tool(Reading.required(tool, "name"), tool.path("input_schema"))));
        String choice = body.path("tool_choice").path("type").asText();
        JsonNode format = body.path("output_config").path("format");
        return new Asked(
                Reading.required(body, "model"),
                turns,
                format.has("schema") ? Optional.of(format.path("schema")) : Optional.empty(),
                tools,
                choice.equals("any") || choice.equals("tool"),
                body.path("max_tokens").asLong(),
                0,
                body.path("stream").asBoolean());
    }

    @Override
    public FakeResponse answer(Call call, Asked asked, Told told) {
        ObjectNode body = message(call, asked);
        if (told.call().isPresent()) {
            called(body.withArray("content").addObject(), call, told.call().get())
                    .set("input", Reading.json(told.call().get().arguments()));
        } else if (!told.text().isEmpty()) {
            body.withArray("content").addObject().put("type", "text").put("text", told.text());
        }
        body.put("stop_reason", stop(told)).putNull("stop_sequence");
        if (stop(told).equals("refusal")) {
            body.putObject("stop_details")
                    .put("type", "refusal")
                    .putNull("category")
                    .putNull("explanation");
        }
        usage(body.putObject("usage"), told.counts());
        return FakeResponse.of(200, body).with(Map.of("request-id", "req_" + call.number()));
    }

    private static ObjectNode message(Call call, Asked asked) {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("id", "msg_" + call.number())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", asked.model());
        body.putArray("content");
        return body;
    }

    private static ObjectNode called(ObjectNode block, Call call, Told.Call called) {
        return block.put("type", "tool_use").put("id", "toolu_" + call.number()).put("name", called.name());
    }

    /** Tokens of the cache are beside the input, not among it. */
    private static void usage(ObjectNode usage, Told.Counts counts) {
        usage.put("input_tokens", counts.input() - counts.cached())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", counts.cached())
                .put("output_tokens", counts.output())
                .put("service_tier", "standard");
    }

    private static String stop(Told told) {
        return switch (told.ending()) {
            case WHOLE -> "end_turn";
            case TOOL_CALL -> "tool_use";
            case CUT -> "max_tokens";
            case REFUSED, FILTERED -> "refusal";
        };
    }

    @Override
    public Events events(Call call, Asked asked, Told told) {
        List<String> events = new ArrayList<>();
        ObjectNode start = message(call, asked).putNull("stop_reason").putNull("stop_sequence");
        usage(
                start.putObject("usage"),
                new Told.Counts(told.counts().input(), told.counts().cached(), 1, 0));
        events.add(event(object("message_start").set("message", start)));
        boolean calls = told.call().isPresent();
        ObjectNode block = object("content_block_start").put("index", 0);
        if (calls) {
            called(block.putObject("content_block"), call, told.call().orElseThrow())
                    .putObject("input");
        } else {
            block.putObject("content_block").put("type", "text").put("text", "");
        }
        events.add(event(block));
        for (String piece : Answers.pieces(told.call().map(Told.Call::arguments).orElse(told.text()))) {
            ObjectNode delta = object("content_block_delta").put("index", 0);
            delta.putObject("delta")
                    .put("type", calls ? "input_json_delta" : "text_delta")
                    .put(calls ? "partial_json" : "text", piece);
            events.add(event(delta));
        }
        events.add(event(object("content_block_stop").put("index", 0)));
        ObjectNode last = object("message_delta");
        last.putObject("delta").put("stop_reason", stop(told)).putNull("stop_sequence");
        last.putObject("usage").put("output_tokens", told.counts().output());
        events.add(event(last));
        events.add(event(object("message_stop")));
        return Events.ofText(events);
    }

    private static ObjectNode object(String type) {
        return Json.mapper().createObjectNode().put("type", type);
    }

    private static String event(JsonNode data) {
        return "event: " + data.path("type").asText() + "\ndata: " + Json.line(data) + "\n\n";
    }

    @Override
    public FakeResponse failure(Call call, Fault what) {
        return switch (what) {
            case RATE_LIMIT ->
                error(429, "rate_limit_error", "This request would exceed the rate limit.")
                        .with(limits());
            case UNAVAILABLE -> error(503, "api_error", "The service is unavailable.");
            case OVERLOADED -> error(529, "overloaded_error", "Overloaded");
            default -> error(500, "api_error", "Internal server error");
        };
    }

    /**
     * The bucket of requests is empty, those of tokens are full. Anthropic documents a time to reset as when the bucket will be full
     * again, in RFC 3339: for an empty one that is a minute from now.
     */
    private static Map<String, String> limits() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Map<String, String> headers = new TreeMap<>();
        headers.put("retry-after", "1");
        limit(headers, "requests", 4_000, 0, now.plus(Duration.ofMinutes(1)));
        limit(headers, "tokens", 2_400_000, 2_400_000, now);
        limit(headers, "input-tokens", 2_000_000, 2_000_000, now);
        limit(headers, "output-tokens", 400_000, 400_000, now);
        return headers;
    }

    private static void limit(Map<String, String> headers, String kind, long limit, long remaining, Instant reset) {
        headers.put("anthropic-ratelimit-" + kind + "-limit", Long.toString(limit));
        headers.put("anthropic-ratelimit-" + kind + "-remaining", Long.toString(remaining));
        headers.put("anthropic-ratelimit-" + kind + "-reset", reset.toString());
    }

    private static FakeResponse error(int status, String type, String message) {
        ObjectNode body = object("error");
        body.putObject("error").put("type", type).put("message", message);
        return FakeResponse.of(status, body.put("request_id", "req_0"));
    }

    @Override
    public FakeResponse refusal(Call call, int status, String message) {
        String type =
                status == 401 ? "authentication_error" : status == 404 ? "not_found_error" : "invalid_request_error";
        return error(status, type, message);
    }
}
