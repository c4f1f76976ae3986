package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dasllm.engine.tools.CallGrammars;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.automaton.Spacing;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.mask.ForcedTokens;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.RequestRefused;

/** What the formats that clients ask for bind answers to. */
final class AnswerConstraints implements CallGrammars {
    private static final JsonNode ANY_OBJECT =
            JsonNodeFactory.instance.objectNode().put("type", "object");

    private final Supplier<MaskVocabulary> vocabulary;
    private final Function<String, int[]> tokenize;
    private final KnownMasks known = new KnownMasks();

    /** Computes masks while the device computes logits; its thread goes when there is nothing to do. */
    private final Executor beside;

    /**
     * Begins with none.
     *
     * @param vocabulary the model's tokens; asked for when the first schema comes
     * @param tokenize the tokens of a text, without any that open or end it
     */
    AnswerConstraints(Supplier<MaskVocabulary> vocabulary, Function<String, int[]> tokenize) {
        this.vocabulary = vocabulary;
        this.tokenize = tokenize;
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, "dasllm-masks");
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
        this.beside = thread;
    }

    /**
     * Gives every answer its constraint; empty where it may be any text. A schema is enforced whether it is called strict or not.
     *
     * @throws RequestRefused for a schema that is broken or cannot be enforced, where others are being read, and for a model whose
     *     answers have no end
     */
    Optional<Supplier<TokenConstraint>> of(AnswerFormat format, ParameterNames names) {
        String name = names.of(Parameter.FORMAT);
        if (format instanceof AnswerFormat.JsonObject) {
            return constraint(masks("json ", ANY_OBJECT, Spacing.BLANK, name));
        } else if (format instanceof AnswerFormat.JsonSchema asked) {
            JsonNode schema = schema(asked, name);
            Spacing spacing = asked.compact() ? Spacing.NONE : Spacing.BLANK;
            String what = "Invalid schema for " + name + " '" + asked.name() + "': ";
            return constraint(refusing(name, what, () -> masks("json " + spacing, schema, spacing, name)));
        } else if (format instanceof AnswerFormat.Expression asked) {
            String what = "Invalid regular expression for " + name + ": ";
            return constraint(refusing(
                    name,
                    what,
                    () -> masks(
                            "regex " + asked.expression(),
                            () -> OutputGrammar.ofExpression(asked.expression()),
                            name)));
        } else if (format instanceof AnswerFormat.Choices asked) {
            String what = "Invalid choices for " + name + ": ";
            String key = "choice "
                    + JsonNodeFactory.instance
                            .arrayNode()
                            .addAll(asked.texts().stream()
                                    .map(JsonNodeFactory.instance::textNode)
                                    .toList());
            return constraint(refusing(
                    name, what, () -> masks(key, () -> OutputGrammar.ofChoices(asked.texts()), name)));
        }
        return Optional.empty();
    }

    /**
     * What a format's schema is; empty where an answer may be any text, or one that no schema describes.
     *
     * @throws RequestRefused for a schema that is only named
     */
    static Optional<JsonNode> schema(AnswerFormat format, ParameterNames names) {
        if (format instanceof AnswerFormat.JsonObject) {
            return Optional.of(ANY_OBJECT);
        }
        return format instanceof AnswerFormat.JsonSchema asked
                ? Optional.of(schema(asked, names.of(Parameter.FORMAT)))
                : Optional.empty();
    }

    private static JsonNode schema(AnswerFormat.JsonSchema asked, String name) {
        return asked.schema()
                .orElseThrow(() -> RequestRefused.invalid(
                        name, "Invalid schema for " + name + " '" + asked.name() + "': it has no 'schema'."));
    }

    private Optional<Supplier<TokenConstraint>> constraint(TokenMasks masks) {
        return Optional.of(() -> bound(masks, masks.start()));
    }

    @Override
    public TokenConstraint bound(TokenMasks masks, OutputState state) {
        return new GrammarConstraint(masks, new ForcedTokens(masks, tokenize), beside, state);
    }

    private static TokenMasks refusing(String name, String what, Supplier<TokenMasks> made) {
        try {
            return made.get();
        } catch (DasllmException e) {
            throw RequestRefused.invalid(name, what + e.getMessage());
        } catch (StackOverflowError e) {
            throw RequestRefused.invalid(name, what + "its parts are nested, or refer to each other, too deeply");
        } catch (NumberFormatException e) {
            throw RequestRefused.invalid(name, what + "it has a number that is too large");
        }
    }

    private TokenMasks masks(String kind, JsonNode schema, Spacing spacing, String name) {
        // As text, since the order of properties is part of what is enforced.
        return masks(kind + schema, () -> OutputGrammar.of(JsonSchema.compile(schema), spacing), name);
    }

    /** @param key the grammar as a text, with the order of properties, which is part of what is enforced */
    @Override
    public TokenMasks masks(String key, Supplier<OutputGrammar> grammar, String name) {
        MaskVocabulary tokens = vocabulary.get();
        if (!tokens.canEnd()) {
            throw RequestRefused.invalid(
                    name, "The model has no token that ends an answer, so no answer can keep to " + name + ".");
        }
        return known.of(key, tokens, grammar);
    }
}
