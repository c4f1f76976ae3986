package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.RequestRefused;

/** What the formats that clients ask for bind answers to. Schemas come again and again; the last ones are remembered. */
final class AnswerConstraints {
    private static final int REMEMBERED = 64;
    private static final JsonNode ANY_OBJECT =
            JsonNodeFactory.instance.objectNode().put("type", "object");

    private final Supplier<MaskVocabulary> vocabulary;
    private final Map<String, TokenMasks> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenMasks> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Begins with none.
     *
     * @param vocabulary the model's tokens; asked for when the first schema comes
     */
    AnswerConstraints(Supplier<MaskVocabulary> vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * The constraint of a new answer; empty where it may be any text. A schema is enforced whether it is called strict or not.
     *
     * @throws RequestRefused for a schema that is broken or cannot be enforced
     */
    Optional<TokenConstraint> of(AnswerFormat format, ParameterNames names) {
        if (format instanceof AnswerFormat.JsonObject) {
            return Optional.of(new GrammarConstraint(masks(ANY_OBJECT)));
        }
        if (!(format instanceof AnswerFormat.JsonSchema asked)) {
            return Optional.empty();
        }
        String name = names.of(Parameter.FORMAT);
        JsonNode schema = asked.schema()
                .orElseThrow(() -> RequestRefused.invalid(
                        name, "Invalid schema for " + name + " '" + asked.name() + "': it has no 'schema'."));
        try {
            return Optional.of(new GrammarConstraint(masks(schema)));
        } catch (DasllmException e) {
            throw RequestRefused.invalid(
                    name, "Invalid schema for " + name + " '" + asked.name() + "': " + e.getMessage());
        }
    }

    private TokenMasks masks(JsonNode schema) {
        // As text, since the order of properties is part of what is enforced.
        String key = schema.toString();
        synchronized (known) {
            TokenMasks masks = known.get(key);
            if (masks != null) {
                return masks;
            }
        }
        OutputGrammar grammar = OutputGrammar.of(JsonSchema.compile(schema));
        TokenMasks masks = new TokenMasks(vocabulary.get(), grammar);
        synchronized (known) {
            known.put(key, masks);
        }
        return masks;
    }
}
