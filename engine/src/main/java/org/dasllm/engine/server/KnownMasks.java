package org.dasllm.engine.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.wire.chat.RequestRefused;

/** The masks of the grammars that were asked for last. Schemas come again and again. */
final class KnownMasks {
    private static final int REMEMBERED = 64;

    /** Each takes a processor and memory of its own while its schema is made into an automaton. */
    private static final int MOST_AT_A_TIME = 2;

    private final Map<String, TokenMasks> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenMasks> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Grammars that are being made; who asks for one of them waits for it. */
    private final Map<String, CompletableFuture<TokenMasks>> underWay = new HashMap<>();

    /**
     * The masks of a grammar.
     *
     * @param key tells it apart from all others
     * @param grammar makes it, if it is not known
     * @throws RequestRefused where others are being made
     */
    TokenMasks of(String key, MaskVocabulary tokens, Supplier<OutputGrammar> grammar) {
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
        return other == null ? made(key, tokens, grammar, own) : waitedFor(other);
    }

    private TokenMasks made(
            String key,
            MaskVocabulary tokens,
            Supplier<OutputGrammar> grammar,
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
