package org.dasllm.engine.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.engine.schedule.TokenProbability;
import org.dasllm.format.io.Json;
import org.dasllm.model.generate.FinishReason;
import org.dasllm.model.tokenizer.TokenSpellings;

/**
 * Writes one answer, as a whole or in chunks.
 *
 * @param id the answer's
 * @param created seconds since 1970
 * @param model the model's name
 * @param fingerprint tells apart servers whose answers to the same seed may differ
 * @param spellings of the model's tokens; asked for only where probabilities are told
 * @param probabilities whether tokens' probabilities were asked for
 * @param usage whether a stream was asked to tell the numbers of tokens
 */
public record ChatReply(
        String id,
        long created,
        String model,
        String fingerprint,
        Supplier<TokenSpellings> spellings,
        boolean probabilities,
        boolean usage) {

    /** The whole answer. */
    public ObjectNode whole(
            String text, List<TokenProbability> tokens, FinishReason reason, int promptTokens, int completionTokens) {
        ObjectNode body = start("chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", text)
                .putNull("refusal");
        logprobs(choice, tokens);
        choice.put("finish_reason", name(reason));
        usage(body, promptTokens, completionTokens);
        return body;
    }

    /** The first chunk of a stream. */
    public ObjectNode first() {
        ObjectNode chunk = start("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("role", "assistant").put("content", "").putNull("refusal");
        return end(chunk, choice, List.of(), Optional.empty());
    }

    /** A chunk that says nothing. */
    public ObjectNode nothing() {
        ObjectNode chunk = start("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        return end(chunk, choice, List.of(), Optional.empty());
    }

    /** A chunk with more of the text. */
    public ObjectNode more(String text, List<TokenProbability> tokens) {
        ObjectNode chunk = start("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("content", text);
        return end(chunk, choice, tokens, Optional.empty());
    }

    /** The chunk that tells why the text has ended. */
    public ObjectNode last(FinishReason reason) {
        ObjectNode chunk = start("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        return end(chunk, choice, List.of(), Optional.of(reason));
    }

    /** The chunk after the last, without choices. */
    public ObjectNode usage(int promptTokens, int completionTokens) {
        ObjectNode chunk = start("chat.completion.chunk");
        chunk.putArray("choices");
        usage(chunk, promptTokens, completionTokens);
        return chunk;
    }

    private ObjectNode start(String object) {
        return Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", fingerprint);
    }

    private ObjectNode end(
            ObjectNode chunk, ObjectNode choice, List<TokenProbability> tokens, Optional<FinishReason> reason) {
        logprobs(choice, tokens);
        choice.put("finish_reason", reason.map(ChatReply::name).orElse(null));
        if (usage) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private static void usage(ObjectNode body, int promptTokens, int completionTokens) {
        body.putObject("usage")
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
    }

    private void logprobs(ObjectNode choice, List<TokenProbability> tokens) {
        if (!probabilities) {
            choice.putNull("logprobs");
            return;
        }
        ArrayNode content = choice.putObject("logprobs").putArray("content");
        for (TokenProbability token : tokens) {
            ArrayNode alternatives = spell(content.addObject(), token).putArray("top_logprobs");
            token.alternatives().forEach(alternative -> spell(alternatives.addObject(), alternative));
        }
    }

    private ObjectNode spell(ObjectNode node, TokenProbability token) {
        TokenSpellings known = spellings.get();
        node.put("token", known.text(token.token())).put("logprob", token.logProbability());
        ArrayNode bytes = node.putArray("bytes");
        known.bytes(token.token()).forEach(bytes::add);
        return node;
    }

    private static String name(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
