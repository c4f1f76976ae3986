package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Amazon Bedrock's Converse and ConverseStream. Signatures are not checked, only that there is one, or a token. */
final class Bedrock implements Dialect {
    private static final Pattern PATH = Pattern.compile("/model/(.+)/converse(-stream)?");
    private static final Pattern SIGNED = Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/.*");

    @Override
    public boolean takes(String path) {
        return PATH.matcher(path).matches();
    }

    /** The name of the key of a signed request: the key itself never comes. */
    @Override
    public Optional<String> secret(Call call) {
        Optional<String> signed = call.header()
                .apply("authorization")
                .map(SIGNED::matcher)
                .filter(Matcher::matches)
                .map(matched -> matched.group(1));
        return signed.or(call::bearer);
    }

    @Override
    public Asked read(Call call, JsonNode body) {
        Matcher path = PATH.matcher(call.path());
        if (!path.matches()) {
            throw new Refused(404, "not an address of this API");
        }
        List<Asked.Turn> turns = new ArrayList<>();
        if (body.path("system").size() > 0) {
            turns.add(new Asked.Turn("system", Reading.text(body.path("system"))));
        }
        for (JsonNode message : body.path("messages")) {
            turns.add(new Asked.Turn(message.path("role").asText(), Reading.text(message.path("content"))));
        }
        List<Asked.Tool> tools = new ArrayList<>();
        body.at("/toolConfig/tools")
                .forEach(tool -> tools.add(new Asked.Tool(
                        Reading.required(tool.path("toolSpec"), "name"), tool.at("/toolSpec/inputSchema/json"))));
        JsonNode schema = body.at("/outputConfig/textFormat/structure/jsonSchema/schema");
        JsonNode choice = body.at("/toolConfig/toolChoice");
        return new Asked(
                path.group(1),
                turns,
                schema.isTextual() ? Optional.of(Reading.json(schema.textValue())) : Optional.empty(),
                tools,
                choice.has("any") || choice.has("tool"),
                body.at("/inferenceConfig/maxTokens").asLong(),
                0,
                path.group(2) != null);
    }

    @Override
    public FakeResponse answer(Call call, Asked asked, Told told) {
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode message = body.putObject("output").putObject("message").put("role", "assistant");
        ObjectNode block = message.putArray("content").addObject();
        if (told.call().isPresent()) {
            Told.Call called = told.call().get();
            block.putObject("toolUse")
                    .put("toolUseId", "tooluse_" + call.number())
                    .put("name", called.name())
                    .set("input", Reading.json(called.arguments()));
        } else {
            block.put("text", told.text());
        }
        body.put("stopReason", stop(told));
        measured(body, told.counts());
        return FakeResponse.of(200, body).with(Map.of("x-amzn-RequestId", "00000000-0000-0000-0000-" + call.number()));
    }

    /** Tokens of the cache are beside the input, not among it. */
    private static ObjectNode measured(ObjectNode body, Told.Counts counts) {
        body.putObject("usage")
                .put("inputTokens", counts.input() - counts.cached())
                .put("outputTokens", counts.output())
                .put("totalTokens", counts.input() + counts.output())
                .put("cacheReadInputTokens", counts.cached())
                .put("cacheWriteInputTokens", 0);
        body.putObject("metrics").put("latencyMs", 1);
        return body;
    }

    /** A block of text is not opened, only a call is. */
    @Override
    public Events events(Call call, Asked asked, Told told) {
        List<byte[]> events = new ArrayList<>();
        events.add(EventStreamMessage.of("messageStart", object().put("role", "assistant")));
        told.call().ifPresent(called -> {
            ObjectNode start = object().put("contentBlockIndex", 0);
            start.putObject("start")
                    .putObject("toolUse")
                    .put("toolUseId", "tooluse_" + call.number())
                    .put("name", called.name());
            events.add(EventStreamMessage.of("contentBlockStart", start));
        });
        for (String piece : Answers.pieces(told.call().map(Told.Call::arguments).orElse(told.text()))) {
            ObjectNode delta = object().put("contentBlockIndex", 0);
            if (told.call().isPresent()) {
                delta.putObject("delta").putObject("toolUse").put("input", piece);
            } else {
                delta.putObject("delta").put("text", piece);
            }
            events.add(EventStreamMessage.of("contentBlockDelta", delta));
        }
        events.add(EventStreamMessage.of("contentBlockStop", object().put("contentBlockIndex", 0)));
        events.add(EventStreamMessage.of("messageStop", object().put("stopReason", stop(told))));
        events.add(EventStreamMessage.of("metadata", measured(object(), told.counts())));
        return new Events("application/vnd.amazon.eventstream", events);
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private static String stop(Told told) {
        return switch (told.ending()) {
            case WHOLE -> "end_turn";
            case TOOL_CALL -> "tool_use";
            case CUT -> "max_tokens";
            case REFUSED -> "content_filtered";
            case FILTERED -> "guardrail_intervened";
        };
    }

    @Override
    public FakeResponse failure(Call call, Fault what) {
        return switch (what) {
            case RATE_LIMIT -> error(429, "ThrottlingException", "Too many requests, please wait before trying again.");
            case UNAVAILABLE, OVERLOADED -> error(503, "ServiceUnavailableException", "The service is unavailable.");
            default -> error(500, "InternalServerException", "The system encountered an unexpected error.");
        };
    }

    private static FakeResponse error(int status, String type, String message) {
        ObjectNode body = Json.mapper().createObjectNode().put("message", message);
        return FakeResponse.of(status, body).with(Map.of("x-amzn-ErrorType", type));
    }

    @Override
    public FakeResponse refusal(Call call, int status, String message) {
        return switch (status) {
            case 401 -> error(403, "AccessDeniedException", message);
            case 404 -> error(404, "ResourceNotFoundException", message);
            default -> error(400, "ValidationException", message);
        };
    }
}
