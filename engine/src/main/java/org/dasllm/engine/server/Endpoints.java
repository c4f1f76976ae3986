package org.dasllm.engine.server;

import java.util.function.IntFunction;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.WireResponse;

/** What answers requests with a body, for the wire formats to choose from. */
final class Endpoints {
    private final ChatEndpoint chat;
    private final CompletionEndpoint completions;
    private final EmbeddingEndpoint embeddings;

    Endpoints(ChatEndpoint chat, CompletionEndpoint completions, EmbeddingEndpoint embeddings) {
        this.chat = chat;
        this.completions = completions;
        this.embeddings = embeddings;
    }

    /** What answers one kind of request. */
    interface Endpoint {
        /** Reads a body and begins to answer; on no thread of connections. */
        void answer(byte[] body, AnswerWriter reply);
    }

    /** Answers a conversation in the protocol of a codec. */
    Endpoint chat(ServerCodec codec) {
        return chat.with(codec)::answer;
    }

    /**
     * Counts the tokens of a conversation.
     *
     * @param answer what is sent for so many
     */
    Endpoint counting(ServerCodec codec, IntFunction<WireResponse> answer) {
        return (body, reply) -> {
            int tokens = chat.with(codec).count(body, reply);
            reply.execute(() -> reply.send(answer.apply(tokens)));
        };
    }

    /** OpenAI's legacy completions. */
    Endpoint completions() {
        return completions::answer;
    }

    /** OpenAI's embeddings. */
    Endpoint embeddings() {
        return embeddings::answer;
    }
}
