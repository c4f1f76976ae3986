package org.dasllm.wire.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;

/** Asks a server in its protocol. Safe for use by several threads. */
public final class ChatClient {
    private final ClientCodec codec;
    private final Supplier<Optional<String>> key;
    private final HttpTransport transport;

    /**
     * @param endpoint where requests are posted; it ends with the codec's path
     * @param key the secret that the server asks for, asked anew for every request; it is taken out of all texts that the server sends
     *     back
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

    /** As above, with a key that never changes. */
    public ChatClient(
            URI endpoint, ClientCodec codec, Optional<String> key, double timeoutSeconds, Optional<Path> authorities) {
        this(endpoint, codec, () -> key, timeoutSeconds, authorities);
    }

    /**
     * Sends a request once and waits. Whatever goes wrong on the way is a {@link ChatReply.Failed}, with its reason in one line.
     *
     * @param request as the codec wrote it
     */
    public ChatReply ask(JsonNode request) throws InterruptedException {
        return reply(transport.post(codec.headers(key.get()), Json.line(request)));
    }

    /**
     * Sends a request once without waiting: requests under way cost no thread. Cancelling breaks off.
     *
     * @param request as the codec wrote it
     */
    public CompletableFuture<ChatReply> askAsync(JsonNode request) {
        CompletableFuture<Exchange> exchange = transport.postAsync(codec.headers(key.get()), Json.line(request));
        CompletableFuture<ChatReply> reply = exchange.thenApply(this::reply);
        Endings.whenEnded(reply, () -> exchange.cancel(false));
        return reply;
    }

    /**
     * As {@link #askAsync}, with the response as it was received.
     *
     * @param request as the codec wrote it
     */
    public CompletableFuture<ChatExchange> exchangeAsync(JsonNode request) {
        CompletableFuture<Exchange> exchange = transport.postAsync(codec.headers(key.get()), Json.line(request));
        CompletableFuture<ChatExchange> whole = exchange.thenApply(this::whole);
        Endings.whenEnded(whole, () -> exchange.cancel(false));
        return whole;
    }

    private ChatExchange whole(Exchange exchange) {
        ChatReply reply = reply(exchange);
        return exchange instanceof Exchange.Arrived arrived
                ? new ChatExchange(reply, Optional.of(withoutKey(arrived.text().body())), arrived.headers())
                : ChatExchange.of(reply);
    }

    /** Reads a response that was received before, such as one that was kept. */
    public ChatReply read(ReceivedText received) {
        return new Wording(this::withoutKey).of(codec.response(received));
    }

    ChatReply reply(Exchange exchange) {
        if (exchange instanceof Exchange.Broken broken) {
            return new Wording(this::withoutKey).of(broken.failure());
        }
        return read(((Exchange.Arrived) exchange).text());
    }

    /** Some servers put the key they were given into their error messages. */
    private String withoutKey(String text) {
        return key.get().map(secret -> text.replace(secret, "***")).orElse(text);
    }
}
