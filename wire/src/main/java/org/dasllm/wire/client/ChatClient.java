package org.dasllm.wire.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;

/** Asks a server in its protocol. Safe for use by several threads. */
public final class ChatClient {
    /** In characters. The keys of all vendors are longer. */
    private static final int SHORTEST_SECRET = 16;

    private final ClientCodec codec;
    private final Supplier<Optional<String>> key;
    private final HttpTransport transport;

    /**
     * @param endpoint where requests are posted; it ends with the codec's path
     * @param key the secret that the server asks for, asked anew for every request; it is taken out of all texts that the server sends
     *     back, but out of answers only from 16 characters on
     * @param timeoutSeconds the longest wait for one answer
     * @param authorities a PEM file of certificates that are trusted beside those that this Java trusts
     * @throws org.dasllm.format.error.DasllmException if there is no certificate in that file
     */
    public ChatClient(
            URI endpoint,
            ClientCodec codec,
            Supplier<Optional<String>> key,
            double timeoutSeconds,
            Optional<Path> authorities) {
        this.codec = codec;
        this.key = key;
        this.transport = new HttpTransport(endpoint, codec.path(), timeoutSeconds, authorities);
    }

    /** Gets ready on another thread what the first request needs, without connecting. */
    public void prepare() {
        transport.prepare();
    }

    /**
     * Sends a request once and waits. Whatever goes wrong on the way is a {@link ChatReply.Failed}, with its reason in one line.
     *
     * @param request as the codec wrote it
     */
    public ChatReply ask(JsonNode request) throws InterruptedException {
        Optional<String> secret = key.get();
        return reply(transport.post(codec.headers(secret), Json.line(request)), secret);
    }

    /**
     * Sends a request once without waiting, and keeps the response as it was received beside the reply: requests under way cost no
     * thread. Cancelling breaks off.
     *
     * @param request as the codec wrote it
     */
    public CompletableFuture<ChatExchange> exchangeAsync(JsonNode request) {
        // One key for the request and for what is made of its response, though a file of the key may change meanwhile.
        Optional<String> secret = key.get();
        CompletableFuture<Exchange> exchange = transport.postAsync(codec.headers(secret), Json.line(request));
        CompletableFuture<ChatExchange> read = exchange.thenApply(received -> whole(received, secret));
        Endings.whenEnded(read, () -> exchange.cancel(false));
        return read;
    }

    ChatExchange whole(Exchange exchange, Optional<String> secret) {
        ChatReply reply = reply(exchange, secret);
        if (!(exchange instanceof Exchange.Arrived arrived)) {
            return ChatExchange.of(reply);
        }
        String body = arrived.text().body();
        boolean kept = reply instanceof ChatReply.Answered
                && secret.filter(ChatClient::isStandIn).isPresent();
        return new ChatExchange(
                reply,
                OptionalInt.of(arrived.text().status()),
                Optional.of(kept ? body : without(secret, body)),
                arrived.headers());
    }

    /** Whether it is a word for servers that ask for no key, such as "EMPTY" or "1", which an answer may well hold. */
    private static boolean isStandIn(String secret) {
        return secret.length() < SHORTEST_SECRET;
    }

    /** Reads a response that was received before and kept, without the key that was in it. Needs no key. */
    public ChatReply read(ReceivedText received) {
        return read(received, Optional.empty());
    }

    private ChatReply read(ReceivedText received, Optional<String> secret) {
        return wording(secret).of(codec.response(received).withRequestId(received.requestId()));
    }

    ChatReply reply(Exchange exchange, Optional<String> secret) {
        return exchange instanceof Exchange.Arrived arrived
                ? read(arrived.text(), secret)
                : wording(secret).of(((Exchange.Broken) exchange).failure());
    }

    private static Wording wording(Optional<String> secret) {
        return new Wording(text -> without(secret, text));
    }

    /** Some servers put the key they were given into their error messages. */
    private static String without(Optional<String> secret, String text) {
        return secret.map(each -> text.replace(each, "***")).orElse(text);
    }
}
