package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.request.Fields;

/**
 * Reads what an answer's text must be: OpenAI's {@code response_format}, vLLM's {@code structured_outputs} with {@code json}, {@code regex},
 * {@code choice}, {@code json_object} and {@code disable_any_whitespace} (docs.vllm.ai, "Structured Outputs"), the names that vLLM had for
 * these before ({@code guided_json}, {@code guided_regex}, {@code guided_choice}), and llama.cpp's {@code json_schema}. What these engines
 * have beside it, grammars above all, is refused by name, since an answer that is not bound would be sent otherwise.
 */
final class FormatReader {
    private static final String FORMAT = "response_format";
    private static final String STRUCTURED = "structured_outputs";
    private static final String BLANKS = "disable_any_whitespace";

    /** What other engines have and this one does not. */
    private static final List<String> REFUSED =
            List.of("grammar", "guided_grammar", "guided_whitespace_pattern", "structural_tag");

    private final List<String> given = new ArrayList<>();
    private AnswerFormat format = new AnswerFormat.Text();

    private FormatReader() {}

    /** @throws RequestRefused for a format that is broken or that no server enforces, and for two of them */
    static AnswerFormat read(Fields fields) {
        FormatReader reader = new FormatReader();
        for (String name : REFUSED) {
            if (fields.has(name)) {
                throw refused(name);
            }
        }
        fields.value(FORMAT).ifPresent(reader::responseFormat);
        fields.value(STRUCTURED).ifPresent(reader::structured);
        reader.constraint("json", fields, "guided_json", "guided_json", false);
        reader.constraint("regex", fields, "guided_regex", "guided_regex", false);
        reader.constraint("choice", fields, "guided_choice", "guided_choice", false);
        fields.value("json_schema").ifPresent(schema -> reader.take("json_schema", json("json_schema", schema, false)));
        return reader.format;
    }

    private static RequestRefused refused(String name) {
        return RequestRefused.unsupported(
                name,
                "This server does not support '" + name
                        + "': leave it out, or use a JSON schema, a regular expression or a list of choices instead.");
    }

    private void take(String name, AnswerFormat asked) {
        given.add(name);
        if (given.size() > 1) {
            throw RequestRefused.invalid(
                    name,
                    "'" + given.get(0) + "' and '" + name + "' both say what the answer must be: send one of them.");
        }
        format = asked;
    }

    private void responseFormat(JsonNode value) {
        Fields asked = new Fields(Fields.object(FORMAT, value));
        String type = asked.string("type", FORMAT + ".type");
        switch (type) {
            case "text" -> {}
            case "json_object" -> take(FORMAT, new AnswerFormat.JsonObject());
            case "json_schema" -> take(FORMAT, schema(asked));
            default -> take(FORMAT, new AnswerFormat.Other(type, asked.object()));
        }
    }

    private static AnswerFormat schema(Fields format) {
        String where = FORMAT + ".json_schema";
        Fields schema = new Fields(
                Fields.object(where, format.value("json_schema").orElseThrow(() -> RequestRefused.missing(where))));
        return new AnswerFormat.JsonSchema(
                schema.string("name", where + ".name"),
                schema.optionalString("description", where + ".description"),
                schema.value("schema").map(value -> Fields.object(where + ".schema", value)),
                schema.truth("strict", where + ".strict"));
    }

    private void structured(JsonNode value) {
        Fields asked = new Fields(Fields.object(STRUCTURED, value));
        List<String> known = List.of("json", "regex", "choice", "json_object", BLANKS);
        asked.object().fieldNames().forEachRemaining(name -> {
            if (asked.has(name) && !known.contains(name)) {
                throw refused(STRUCTURED + "." + name);
            }
        });
        boolean compact = asked.truth(BLANKS, STRUCTURED + "." + BLANKS);
        constraint("json", asked, "json", STRUCTURED + ".json", compact);
        constraint("regex", asked, "regex", STRUCTURED + ".regex", compact);
        constraint("choice", asked, "choice", STRUCTURED + ".choice", compact);
        if (asked.truth("json_object", STRUCTURED + ".json_object")) {
            take(STRUCTURED + ".json_object", compact ? compactObject() : new AnswerFormat.JsonObject());
        }
    }

    /** Any object: only a schema says how it is to be spaced. */
    private static AnswerFormat compactObject() {
        return json(
                STRUCTURED + ".json_object", Json.mapper().createObjectNode().put("type", "object"), true);
    }

    private void constraint(String kind, Fields from, String name, String where, boolean compact) {
        if (from.has(name)) {
            JsonNode value = from.object().get(name);
            take(
                    where,
                    switch (kind) {
                        case "json" -> json(where, value, compact);
                        case "regex" -> new AnswerFormat.Expression(from.string(name, where));
                        default -> new AnswerFormat.Choices(texts(where, from.array(name, where)));
                    });
        }
    }

    /** A schema, as an object or as its text. */
    private static AnswerFormat json(String where, JsonNode value, boolean compact) {
        JsonNode schema = value;
        if (value.isTextual()) {
            try {
                schema = Json.parse(value.textValue(), JsonNode.class, where);
            } catch (DasllmException e) {
                throw RequestRefused.invalid(where, "Invalid '" + where + "': it is a text that is no JSON.");
            }
        }
        return new AnswerFormat.JsonSchema(
                where, Optional.empty(), Optional.of(Fields.object(where, schema)), true, compact);
    }

    private static List<String> texts(String where, List<JsonNode> values) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw Fields.wrong(where, "strings in its array", value);
            }
            texts.add(value.textValue());
        }
        return texts;
    }
}
