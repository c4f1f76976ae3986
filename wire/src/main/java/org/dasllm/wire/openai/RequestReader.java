package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.request.Fields;

/** Reads the body of {@code POST /v1/chat/completions}. */
final class RequestReader {
    private static final int MOST_ALTERNATIVES = 20;
    private static final String TEMPLATE = "chat_template_kwargs";
    private static final String ENABLE = "enable_thinking";

    private RequestReader() {}

    /** @throws RequestRefused saying what is wrong with the body */
    static ChatRequest read(byte[] body) {
        Fields fields = Fields.ofBody(body);
        int choices = fields.integer("n", 1, Integer.MAX_VALUE).orElse(1);
        AnswerFormat format = FormatReader.read(fields);
        ToolReader.refuseFunctions(fields);
        refuseOtherAnswers(fields);
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
                thinking(fields),
                delivery(fields, stream));
    }

    /** What would make the answer another one, and is in no neutral request. */
    private static void refuseOtherAnswers(Fields fields) {
        fields.refuse("audio", "web_search_options", "moderation");
        for (JsonNode each : fields.array("modalities")) {
            if (!each.asText().equals("text")) {
                throw RequestRefused.unsupported(
                        "modalities", "This server answers in text only: leave 'modalities' out.");
            }
        }
        if (!fields.optionalString("verbosity").orElse("medium").equals("medium")) {
            throw RequestRefused.unsupported(
                    "verbosity", "This server does not support 'verbosity' other than 'medium': leave it out.");
        }
    }

    /** By the vendor's word, or by the variable of chat templates that other servers of open models take. */
    private static Optional<Thinking> thinking(Fields fields) {
        Optional<Thinking> effort = effort(fields);
        Optional<Fields> variables = fields.inner(TEMPLATE);
        variables.ifPresent(RequestReader::refuseOtherVariables);
        if (variables.filter(given -> given.has(ENABLE)).isEmpty()) {
            return effort;
        }
        boolean enabled = variables.get().truth(ENABLE);
        boolean none = effort.flatMap(Thinking::effort)
                .filter(Thinking.Effort.NONE::equals)
                .isPresent();
        if (effort.isPresent() && enabled == none) {
            throw RequestRefused.invalid(
                    TEMPLATE + "." + ENABLE,
                    "'" + TEMPLATE + "." + ENABLE
                            + "' and 'reasoning_effort' say the opposite: leave one of them out.");
        }
        return effort.isPresent()
                ? effort
                : Optional.of(enabled ? Thinking.enabled() : Thinking.of(Thinking.Effort.NONE));
    }

    private static void refuseOtherVariables(Fields variables) {
        variables.object().fieldNames().forEachRemaining(name -> {
            if (!name.equals(ENABLE) && variables.has(name)) {
                String shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
                throw RequestRefused.unsupported(
                        TEMPLATE + "." + shown,
                        "This server takes '" + ENABLE + "' in '" + TEMPLATE + "' only: leave '" + shown + "' out.");
            }
        });
    }

    private static Optional<Thinking> effort(Fields fields) {
        return fields.optionalString("reasoning_effort").map(word -> {
            try {
                return Thinking.of(Thinking.Effort.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw RequestRefused.invalid(
                        "reasoning_effort",
                        "Invalid 'reasoning_effort': supported values are 'none', 'minimal', 'low', 'medium', 'high'"
                                + " and 'xhigh'.");
            }
        });
    }

    static Delivery delivery(Fields fields, boolean stream) {
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
