package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.dasllm.engine.tools.CallGrammars;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.RequestRefused;

/** What the formats that clients ask for bind answers to. Schemas come again and again; the last ones are remembered. */
final class AnswerConstraints implements CallGrammars {
    private static final int REMEMBERED = 64;

    /** Each takes a processor and memory of its own while its schema is made into an automaton. */
    private static final int MOST_AT_A_TIME = 2;

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

    /** Schemas that are being made into automata; who asks for one of them waits for it. */
    private final Map<String, CompletableFuture<TokenMasks>> underWay = new HashMap<>();

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
     * @throws RequestRefused for a schema that is broken or cannot be enforced, where others are being read, and for a model whose
     *     answers have no end
     */
    Optional<TokenConstraint> of(AnswerFormat format, ParameterNames names) {
        String name = names.of(Parameter.FORMAT);
        return schema(format, names)
                .map(schema -> new GrammarConstraint(masks(
                        schema.toString(),
                        () -> enforced(
                                () -> OutputGrammar.of(JsonSchema.compile(schema)), name, calledIn(format, name)),
                        name)));
    }

    /**
     * What a format's schema is; empty where an answer may be any text.
     *
     * @throws RequestRefused for a schema that is only named
     */
    static Optional<JsonNode> schema(AnswerFormat format, ParameterNames names) {
        String name = names.of(Parameter.FORMAT);
        if (format instanceof AnswerFormat.JsonObject) {
            return Optional.of(ANY_OBJECT);
        }
        if (!(format instanceof AnswerFormat.JsonSchema asked)) {
            return Optional.empty();
        }
        return Optional.of(asked.schema()
                .orElseThrow(() ->
                        RequestRefused.invalid(name, "Invalid " + calledIn(format, name) + ": it has no 'schema'.")));
    }

    private static String calledIn(AnswerFormat format, String name) {
        return "schema for " + name
                + (format instanceof AnswerFormat.JsonSchema asked ? " '" + asked.name() + "'" : "");
    }

    private static <T> T enforced(Supplier<T> made, String name, String called) {
        try {
            return made.get();
        } catch (DasllmException e) {
            throw RequestRefused.invalid(name, "Invalid " + called + ": " + e.getMessage());
        } catch (StackOverflowError e) {
            throw RequestRefused.invalid(
                    name, "Invalid " + called + ": its parts are nested, or refer to each other, too deeply");
        } catch (NumberFormatException e) {
            throw RequestRefused.invalid(name, "Invalid " + called + ": it has a number that is too large");
        }
    }

    @Override
    public TokenConstraint bound(TokenMasks masks, OutputState state) {
        return new GrammarConstraint(masks, state);
    }

    /** @param key the grammar as a text, with the order of properties, which is part of what is enforced */
    @Override
    public TokenMasks masks(String key, Supplier<OutputGrammar> grammar, String name) {
        MaskVocabulary tokens = vocabulary.get();
        if (!tokens.canEnd()) {
            throw RequestRefused.invalid(
                    name, "The model has no token that ends an answer, so no answer can keep to " + name + ".");
        }
        CompletableFuture<TokenMasks> own = new CompletableFuture<>();
        CompletableFuture<TokenMasks> other;
        synchronized (known) {
            TokenMasks masks = known.get(key);
            if (masks != null) {
                return masks;
            }
            other = underWay.get(key);
            if (other == null) {
                if (underWay.size() >= MOST_AT_A_TIME) {
                    throw RequestRefused.queueFull();
                }
                underWay.put(key, own);
            }
        }
        return other == null ? made(grammar, key, tokens, own) : waitedFor(other);
    }

    private TokenMasks made(
            Supplier<OutputGrammar> grammar,
            String key,
            MaskVocabulary tokens,
            CompletableFuture<TokenMasks> announced) {
        try {
            TokenMasks masks = new TokenMasks(tokens, grammar.get());
            synchronized (known) {
                known.put(key, masks);
            }
            announced.complete(masks);
            return masks;
        } catch (RuntimeException | Error e) {
            announced.completeExceptionally(e);
            throw e;
        } finally {
            synchronized (known) {
                underWay.remove(key);
            }
        }
    }

    private static TokenMasks waitedFor(CompletableFuture<TokenMasks> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException exception ? exception : e;
        }
    }
}
