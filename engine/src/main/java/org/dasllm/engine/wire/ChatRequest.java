package org.dasllm.engine.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonFault;
import org.dasllm.format.sample.Message;

/**
 * The body of {@code POST /v1/chat/completions}. Parameters that are unknown here are passed over; known ones must be
 * valid; those that would change the answer and cannot be honoured are refused.
 *
 * @param model the model's name
 * @param messages the conversation
 * @param stream whether the answer is wanted piece by piece
 * @param includeUsage whether a stream is to end with the numbers of tokens
 * @param maxTokens the most tokens of the answer; empty for the server's default
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param seed decides every draw; empty for another answer every time
 * @param stop texts that end the answer
 * @param alternatives how many alternatives to tell of beside each token's probability; empty for no probabilities
 */
public record ChatRequest(
        String model,
        List<Message> messages,
        boolean stream,
        boolean includeUsage,
        OptionalInt maxTokens,
        double temperature,
        double topP,
        OptionalLong seed,
        List<String> stop,
        OptionalInt alternatives) {
    private static final int MOST_STOPS = 4;
    private static final int MOST_ALTERNATIVES = 20;

    public ChatRequest {
        messages = List.copyOf(messages);
        stop = List.copyOf(stop);
    }

    /**
     * Reads a body.
     *
     * @throws ApiError saying what is wrong with it
     */
    public static ChatRequest parse(byte[] body) {
        Fields fields = new Fields(object(body));
        refuseWhatCannotBeHonoured(fields);
        boolean stream = fields.truth("stream");
        OptionalInt newer = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalInt older = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        return new ChatRequest(
                fields.string("model"),
                Messages.read(fields),
                stream,
                includeUsage(fields, stream),
                newer.isPresent() ? newer : older,
                fields.number("temperature", 0, 2).orElse(1),
                fields.number("top_p", 0, 1).orElse(1),
                fields.integer("seed"),
                stop(fields),
                alternatives(fields));
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode node = Json.mapper().readTree(body);
            if (node == null || node.isMissingNode()) {
                throw ApiError.unreadable("it is empty.");
            }
            if (!node.isObject()) {
                throw Fields.noObject(node);
            }
            return node;
        } catch (JsonProcessingException e) {
            throw ApiError.unreadable(JsonFault.of(e).text() + ".");
        } catch (IOException e) {
            throw ApiError.unreadable("its bytes are no text in UTF-8, UTF-16 or UTF-32.");
        }
    }

    private static void refuseWhatCannotBeHonoured(Fields fields) {
        if (fields.integer("n", 1, Integer.MAX_VALUE).orElse(1) != 1) {
            throw ApiError.unsupported("n", "This server gives one answer a request: set 'n' to 1.");
        }
        fields.value("response_format").ifPresent(format -> {
            if (!format.isObject()) {
                throw Fields.wrong("response_format", "an object", format);
            }
            String type = new Fields(format).string("type", "response_format.type");
            if (!type.equals("text")) {
                throw ApiError.unsupported(
                        "response_format",
                        "This server does not enforce 'response_format' of type '" + type
                                + "': leave it out, or set the type to 'text'.");
            }
        });
        for (String name : List.of("frequency_penalty", "presence_penalty")) {
            if (fields.number(name, -2, 2).orElse(0) != 0) {
                throw ApiError.unsupported(name, "This server has no penalties: leave '" + name + "' out or at 0.");
            }
        }
        for (String name : List.of("tools", "functions", "logit_bias")) {
            fields.value(name).ifPresent(value -> {
                boolean object = name.equals("logit_bias");
                if (object ? !value.isObject() : !value.isArray()) {
                    throw Fields.wrong(name, object ? "an object" : "an array", value);
                }
                if (!value.isEmpty()) {
                    throw ApiError.unsupported(name, "This server does not support '" + name + "': leave it out.");
                }
            });
        }
    }

    private static boolean includeUsage(Fields fields, boolean stream) {
        if (!fields.has("stream_options")) {
            return false;
        }
        if (!stream) {
            throw ApiError.invalid("stream_options", "'stream_options' is only allowed where 'stream' is true.");
        }
        JsonNode options = fields.object().get("stream_options");
        if (!options.isObject()) {
            throw Fields.wrong("stream_options", "an object", options);
        }
        return new Fields(options).truth("include_usage", "stream_options.include_usage");
    }

    private static List<String> stop(Fields fields) {
        if (!fields.has("stop")) {
            return List.of();
        }
        JsonNode stop = fields.object().get("stop");
        if (!stop.isArray() && !stop.isTextual()) {
            throw Fields.wrong("stop", "a string or an array of strings", stop);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : stop.isArray() ? stop : List.of(stop)) {
            if (!each.isTextual()) {
                throw Fields.wrong("stop", "strings in its array", each);
            }
            if (each.textValue().isEmpty()) {
                throw ApiError.invalid("stop", "Invalid 'stop': a text in it is empty.");
            }
            texts.add(each.textValue());
        }
        if (texts.size() > MOST_STOPS) {
            throw ApiError.invalid("stop", "Invalid 'stop': at most " + MOST_STOPS + " texts are allowed.");
        }
        return texts;
    }

    private static OptionalInt alternatives(Fields fields) {
        boolean wanted = fields.truth("logprobs");
        OptionalInt alternatives = fields.integer("top_logprobs", 0, MOST_ALTERNATIVES);
        if (!wanted && alternatives.isPresent()) {
            throw ApiError.invalid("top_logprobs", "'top_logprobs' is only allowed where 'logprobs' is true.");
        }
        return wanted ? OptionalInt.of(alternatives.orElse(0)) : OptionalInt.empty();
    }
}
