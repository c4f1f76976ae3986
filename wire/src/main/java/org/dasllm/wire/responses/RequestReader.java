package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.request.Fields;

/** Reads the body of {@code POST /v1/responses}; one body each. */
final class RequestReader {
    private static final int MOST_ALTERNATIVES = 20;
    private static final String LOGPROBS = "message.output_text.logprobs";

    /** Asks for what there is nothing of here, and is sent by clients that do not know the model. */
    private static final String THOUGHTS = "reasoning.encrypted_content";

    private final PlacedNames names = new PlacedNames(Map.of(
            Parameter.MESSAGES, "input", Parameter.FORMAT, "text.format", Parameter.THINKING, "reasoning.effort"));

    /** A request, and what its answer repeats of it. */
    record Read(ChatRequest request, RequestEcho echo) {}

    PlacedNames names() {
        return names;
    }

    /** @throws RequestRefused saying what is wrong with the body */
    Read read(byte[] body) {
        Fields fields = Fields.ofBody(body);
        refuseWhatIsStored(fields);
        fields.refuse("prompt", "moderation", "context_management", "max_tool_calls", "chat_template_kwargs");
        word(fields, "truncation", "disabled");
        word(fields, "service_tier", "auto", "default");
        fields.inner("stream_options").ifPresent(options -> options.refuse("include_obfuscation"));
        boolean stream = fields.truth("stream");
        Optional<String> instructions = fields.optionalString("instructions");
        Optional<Fields> text = fields.inner("text");
        text.ifPresent(options -> word(options, "verbosity", "medium"));
        ChatRequest request = new ChatRequest(
                fields.string("model"),
                new InputReader(names).read(fields, instructions),
                ToolReader.tools(fields),
                ToolReader.choice(fields),
                text.flatMap(options -> options.inner("format"))
                        .map(RequestReader::format)
                        .orElse(new AnswerFormat.Text()),
                new Sampling(
                        fields.number("temperature", 0, 2),
                        fields.number("top_p", 0, 1),
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        java.util.OptionalDouble.empty(),
                        java.util.OptionalDouble.empty(),
                        Map.of()),
                fields.integer("max_output_tokens", 1, Integer.MAX_VALUE),
                1,
                alternatives(fields),
                fields.has("parallel_tool_calls") ? Optional.of(fields.truth("parallel_tool_calls")) : Optional.empty(),
                fields.inner("reasoning").flatMap(RequestReader::thinking),
                stream ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE);
        JsonNode metadata = fields.value("metadata")
                .map(value -> Fields.object("metadata", value))
                .orElse(NullNode.getInstance());
        return new Read(request, new RequestEcho(request, instructions, metadata));
    }

    private static void refuseWhatIsStored(Fields fields) {
        if (fields.truth("store")) {
            throw RequestRefused.unsupported(
                    "store", "This server stores no responses: set 'store' to false, or leave it out.");
        }
        for (String name : List.of("previous_response_id", "conversation")) {
            if (fields.has(name)) {
                throw RequestRefused.unsupported(
                        name,
                        "This server stores no responses: send the whole conversation as 'input' instead of '" + name
                                + "'.");
            }
        }
        if (fields.truth("background")) {
            throw RequestRefused.unsupported(
                    "background", "This server answers at once: set 'background' to false, or leave it out.");
        }
    }

    /** Lets the words pass that change nothing here. */
    private static void word(Fields fields, String name, String... fine) {
        Optional<String> word = fields.optionalString(name);
        if (word.isPresent() && !List.of(fine).contains(word.get())) {
            String where = fields.prefix() + name;
            throw RequestRefused.unsupported(
                    where,
                    "This server does not support '" + where + "' of '" + word.get() + "': leave it out, or set it to '"
                            + fine[0] + "'.");
        }
    }

    private static AnswerFormat format(Fields format) {
        String type = format.string("type");
        return switch (type) {
            case "text" -> new AnswerFormat.Text();
            case "json_object" -> new AnswerFormat.JsonObject();
            case "json_schema" ->
                new AnswerFormat.JsonSchema(
                        format.string("name"),
                        format.optionalString("description"),
                        Optional.of(format.required("schema").object()),
                        format.truth("strict"));
            default -> new AnswerFormat.Other(type, format.object());
        };
    }

    private static OptionalInt alternatives(Fields fields) {
        OptionalInt alternatives = fields.integer("top_logprobs", 0, MOST_ALTERNATIVES);
        boolean wanted = false;
        for (JsonNode each : fields.array("include")) {
            if (each.asText().equals(LOGPROBS)) {
                wanted = true;
            } else if (!each.asText().equals(THOUGHTS)) {
                throw RequestRefused.unsupported(
                        "include", "This server does not support '" + shortened(each.asText()) + "' in 'include'.");
            }
        }
        return wanted ? OptionalInt.of(alternatives.orElse(0)) : alternatives;
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static Optional<Thinking> thinking(Fields reasoning) {
        Optional<Effort> effort = reasoning.optionalString("effort").map(word -> {
            try {
                return Effort.valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw RequestRefused.invalid(
                        "reasoning.effort",
                        "Invalid value: '" + shortened(word)
                                + "'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high' and 'xhigh'.");
            }
        });
        boolean shown = reasoning.optionalString("summary").isPresent();
        return effort.isEmpty() && !shown
                ? Optional.empty()
                : Optional.of(new Thinking(effort, OptionalInt.empty(), shown));
    }
}
