package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.fake.exchange.Answers;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;
import org.dasllm.format.io.Json;

/** Ollama's native chat. It has no word for a refusal or a filter, and none that demands a call of a tool. */
final class Ollama implements Dialect {
    private static final String CREATED = "2026-11-30T08:00:00.123456789Z";

    @Override
    public boolean takes(String path) {
        return path.equals("/api/chat");
    }

    @Override
    public Optional<String> secret(Call call) {
        return call.bearer();
    }

    @Override
    public Asked read(Call call, JsonNode body) {
        List<Asked.Turn> turns = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            turns.add(new Asked.Turn(
                    message.path("role").asText(), message.path("content").asText()));
        }
        JsonNode options = body.path("options");
        List<Asked.Tool> tools = new ArrayList<>();
        body.path("tools")
                .forEach(tool -> tools.add(new Asked.Tool(
                        Reading.required(tool.path("function"), "name"),
                        tool.path("function").path("parameters"))));
        return new Asked(
                Reading.required(body, "model"),
                turns,
                body.path("format").isObject() ? Optional.of(body.path("format")) : Optional.empty(),
                tools,
                !tools.isEmpty(),
                options.path("num_predict").asLong(),
                body.path("logprobs").asBoolean()
                        ? Math.max(1, body.path("top_logprobs").asInt())
                        : 0,
                body.path("stream").asBoolean(true));
    }

    @Override
    public FakeResponse answer(Call call, Asked asked, Told told) {
        ObjectNode body = start(asked);
        said(body, told, told.text());
        if (asked.alternatives() > 0) {
            ArrayNode tokens = body.putArray("logprobs");
            for (String piece : Answers.pieces(told.text())) {
                token(tokens.addObject(), piece, asked.alternatives());
            }
        }
        return FakeResponse.of(200, end(body, told));
    }

    private static ObjectNode start(Asked asked) {
        return Json.mapper().createObjectNode().put("model", asked.model()).put("created_at", CREATED);
    }

    private static void said(ObjectNode body, Told told, String text) {
        ObjectNode message = body.putObject("message").put("role", "assistant").put("content", text);
        told.call()
                .ifPresent(called -> message.putArray("tool_calls")
                        .addObject()
                        .putObject("function")
                        .put("name", called.name())
                        .set("arguments", Reading.json(called.arguments())));
    }

    private static void token(ObjectNode node, String text, int alternatives) {
        scored(node, text, -0.1);
        ArrayNode top = node.putArray("top_logprobs");
        scored(top.addObject(), text, -0.1);
        for (int i = 1; i < alternatives; i++) {
            scored(top.addObject(), text + i, -2.0 - i);
        }
    }

    private static void scored(ObjectNode node, String text, double logprob) {
        ArrayNode bytes = node.put("token", text).put("logprob", logprob).putArray("bytes");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xff);
        }
    }

    private static ObjectNode end(ObjectNode body, Told told) {
        return body.put("done", true)
                .put("done_reason", told.ending() == Told.Ending.CUT ? "length" : "stop")
                .put("total_duration", 2_000_000)
                .put("load_duration", 500_000)
                .put("prompt_eval_count", told.counts().input())
                .put("prompt_eval_duration", 500_000)
                .put("eval_count", told.counts().output())
                .put("eval_duration", 1_000_000);
    }

    /** A line for each piece; a call comes whole. */
    @Override
    public Events events(Call call, Asked asked, Told told) {
        List<byte[]> lines = new ArrayList<>();
        if (told.call().isPresent()) {
            ObjectNode line = start(asked);
            said(line, told, "");
            lines.add(line(line.put("done", false)));
        }
        for (String piece : Answers.pieces(told.text())) {
            ObjectNode line = start(asked);
            line.putObject("message").put("role", "assistant").put("content", piece);
            lines.add(line(line.put("done", false)));
        }
        ObjectNode last = start(asked);
        last.putObject("message").put("role", "assistant").put("content", "");
        lines.add(line(end(last, told)));
        return new Events("application/x-ndjson", lines);
    }

    private static byte[] line(JsonNode json) {
        return (Json.line(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public FakeResponse failure(Call call, Fault what) {
        return switch (what) {
            case RATE_LIMIT -> error(429, "rate limit exceeded").with(Map.of("Retry-After", "1"));
            case UNAVAILABLE, OVERLOADED ->
                error(503, "server busy, please try again. maximum pending requests exceeded");
            default -> error(500, "model runner has unexpectedly stopped");
        };
    }

    private static FakeResponse error(int status, String message) {
        return FakeResponse.of(status, Json.mapper().createObjectNode().put("error", message));
    }

    @Override
    public FakeResponse refusal(Call call, int status, String message) {
        return error(status, message);
    }
}
