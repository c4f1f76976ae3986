package org.dasllm.engine.server;

import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.wire.anthropic.MessagesServerCodec;
import org.dasllm.wire.bedrock.ConverseServerCodec;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.http.ServerRequest;
import org.dasllm.wire.openai.OpenAiServerCodec;
import org.dasllm.wire.responses.ResponsesServerCodec;

/** The addresses that requests with a body are sent to. */
final class Endpoints {
    private static final Pattern CONVERSE = Pattern.compile("/model/(.+)/(converse|converse-stream|count-tokens)");

    /** The addresses without a part that clients choose. */
    private static final Set<String> NAMED = Set.of(
            "/v1/chat/completions",
            "/v1/responses",
            "/v1/responses/input_tokens",
            "/v1/completions",
            "/v1/embeddings",
            "/v1/messages",
            "/v1/messages/count_tokens");

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

    /** How an address is named in metrics; empty where it is none. */
    static Optional<String> label(String path) {
        Matcher converse = CONVERSE.matcher(path);
        return converse.matches()
                ? Optional.of("/model/{model}/" + converse.group(2))
                : Optional.of(path).filter(NAMED::contains);
    }

    /** The endpoint of a request's address; empty where there is none. */
    Optional<Endpoint> of(ServerRequest request) {
        String path = request.path();
        return switch (path) {
            case "/v1/chat/completions" -> Optional.of(chat.with(new OpenAiServerCodec())::answer);
            case "/v1/responses" -> Optional.of(chat.with(new ResponsesServerCodec())::answer);
            case "/v1/completions" -> Optional.of(completions::answer);
            case "/v1/embeddings" -> Optional.of(embeddings::answer);
            case "/v1/messages" -> Optional.of(chat.with(MessagesServerCodec.answering(version(request)))::answer);
            case "/v1/messages/count_tokens" -> Optional.of(messageTokens(version(request)));
            case "/v1/responses/input_tokens" -> Optional.of(responseTokens());
            default -> converse(path);
        };
    }

    private static Optional<String> version(ServerRequest request) {
        return request.header("anthropic-version");
    }

    private Endpoint messageTokens(Optional<String> version) {
        MessagesServerCodec codec = MessagesServerCodec.counting(version);
        return counting(codec, codec::count);
    }

    private Endpoint responseTokens() {
        ResponsesServerCodec codec = new ResponsesServerCodec();
        return counting(codec, codec::count);
    }

    private Endpoint counting(ServerCodec codec, IntFunction<WireResponse> answer) {
        return (body, reply) -> {
            int tokens = chat.with(codec).count(body, reply);
            reply.execute(() -> reply.send(answer.apply(tokens)));
        };
    }

    private Optional<Endpoint> converse(String path) {
        Matcher converse = CONVERSE.matcher(path);
        if (!converse.matches()) {
            return Optional.empty();
        }
        String model = converse.group(1);
        if (converse.group(2).equals("count-tokens")) {
            ConverseServerCodec codec = ConverseServerCodec.counting(model);
            return Optional.of(counting(codec, codec::count));
        }
        boolean streamed = converse.group(2).equals("converse-stream");
        return Optional.of(chat.with(new ConverseServerCodec(model, streamed))::answer);
    }
}
