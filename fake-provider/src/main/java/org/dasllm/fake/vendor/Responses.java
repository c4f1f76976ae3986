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

/** OpenAI's Responses API. */
final class Responses implements Dialect {
    private static final long CREATED = 1_764_400_000L;

    private final OpenAi chat = new OpenAi();

    @Override
    public boolean takes(String path) {
        return path.equals("/v1/responses");
    }

    @Override
    public Optional<String> secret(Call call) {
        return call.bearer();
    }

    @Override
    public Asked read(Call call, JsonNode body) {
        List<Asked.Turn> turns = new ArrayList<>();
        if (body.path("instructions").isTextual()) {
            turns.add(new Asked.Turn("system", body.path("instructions").textValue()));
        }
        JsonNode input = body.path("input");
        if (input.isTextual()) {
            turns.add(new Asked.Turn("user", input.textValue()));
        }
        for (JsonNode item : input) {
            String role = item.path("role").asText("tool");
            turns.add(new Asked.Turn(role.equals("developer") ? "system" : role, Reading.text(item.path("content"))));
        }
        JsonNode format = body.path("text").path("format");
        List<Asked.Tool> tools = new ArrayList<>();
        body.path("tools")
                .forEach(tool -> tools.add(new Asked.Tool(Reading.required(tool, "name"), tool.path("parameters"))));
        JsonNode choice = body.path("tool_choice");
        boolean logprobs = body.path("include").toString().contains("message.output_text.logprobs");
        return new Asked(
                Reading.required(body, "model"),
                turns,
                format.path("type").asText().equals("json_schema")
                        ? Optional.of(OpenAi.strict(format))
                        : Optional.empty(),
                tools,
                choice.isObject() || choice.asText().equals("required"),
                body.path("max_output_tokens").asLong(),
                logprobs ? Math.max(1, body.path("top_logprobs").asInt()) : 0,
                body.path("stream").asBoolean());
    }

    @Override
    public FakeResponse answer(Call call, Asked asked, Told told) {
        return FakeResponse.of(200, response(call, asked, told)).with(Map.of("x-request-id", "req_" + call.number()));
    }

    @Override
    public Events events(Call call, Asked asked, Told told) {
        return new ResponsesStream(response(call, asked, told), asked.alternatives() > 0).events();
    }

    private static ObjectNode response(Call call, Asked asked, Told told) {
        boolean incomplete = told.ending() == Told.Ending.CUT || told.ending() == Told.Ending.FILTERED;
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("id", "resp_" + call.number())
                .put("object", "response")
                .put("created_at", CREATED)
                .put("status", incomplete ? "incomplete" : "completed")
                .putNull("error");
        if (incomplete) {
            body.putObject("incomplete_details")
                    .put("reason", told.ending() == Told.Ending.CUT ? "max_output_tokens" : "content_filter");
        } else {
            body.putNull("incomplete_details");
        }
        body.putNull("instructions").put("model", asked.model());
        ArrayNode output = body.putArray("output");
        if (told.call().isPresent()) {
            Told.Call called = told.call().get();
            output.addObject()
                    .put("type", "function_call")
                    .put("id", "fc_" + call.number())
                    .put("call_id", "call_" + call.number())
                    .put("name", called.name())
                    .put("arguments", called.arguments())
                    .put("status", "completed");
        } else {
            ObjectNode message = output.addObject()
                    .put("type", "message")
                    .put("id", "msg_" + call.number())
                    .put("status", incomplete ? "incomplete" : "completed")
                    .put("role", "assistant");
            content(message.putArray("content").addObject(), asked, told);
        }
        body.put("parallel_tool_calls", true).putNull("previous_response_id").put("store", false);
        body.putNull("temperature").put("tool_choice", "auto").putNull("top_p").putNull("metadata");
        body.putArray("tools");
        body.putObject("text").putObject("format").put("type", "text");
        ObjectNode usage = body.putObject("usage");
        usage.put("input_tokens", told.counts().input());
        usage.putObject("input_tokens_details")
                .put("cached_tokens", told.counts().cached())
                .put("cache_write_tokens", 0);
        usage.put("output_tokens", told.counts().output());
        usage.putObject("output_tokens_details")
                .put("reasoning_tokens", told.counts().reasoning());
        usage.put("total_tokens", told.counts().input() + told.counts().output());
        return body;
    }

    private static void content(ObjectNode part, Asked asked, Told told) {
        if (told.ending() == Told.Ending.REFUSED) {
            part.put("type", "refusal").put("refusal", told.text());
            return;
        }
        part.put("type", "output_text").put("text", told.text()).putArray("annotations");
        ArrayNode logprobs = part.putArray("logprobs");
        for (String piece : asked.alternatives() > 0 ? Answers.pieces(told.text()) : List.<String>of()) {
            ObjectNode token = logprobs.addObject();
            token(token, piece, -0.1);
            ArrayNode top = token.putArray("top_logprobs");
            token(top.addObject(), piece, -0.1);
            for (int i = 1; i < asked.alternatives(); i++) {
                token(top.addObject(), piece + i, -2.0 - i);
            }
        }
    }

    private static void token(ObjectNode node, String text, double logprob) {
        node.put("token", text).put("logprob", logprob);
        ArrayNode bytes = node.putArray("bytes");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xff);
        }
    }

    @Override
    public FakeResponse failure(Call call, Fault what) {
        return chat.failure(call, what);
    }

    @Override
    public FakeResponse refusal(Call call, int status, String message) {
        return chat.refusal(call, status, message);
    }
}
