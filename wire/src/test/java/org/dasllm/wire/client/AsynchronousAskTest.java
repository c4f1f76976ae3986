package org.dasllm.wire.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.HttpServerConfig;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;
import org.dasllm.wire.http.TestCertificate;
import org.dasllm.wire.openai.OpenAiClientCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that nobody waits for. The server answers none before all have come. */
@Timeout(180)
final class AsynchronousAskTest {
    private static final int REQUESTS = 500;
    private static final JsonNode REQUEST = Json.mapper().createObjectNode().put("model", "m");

    @TempDir
    static Path dir;

    private final ConcurrentLinkedQueue<ServerReply> waiting = new ConcurrentLinkedQueue<>();
    private final CountDownLatch come = new CountDownLatch(REQUESTS);
    private final CountDownLatch gone = new CountDownLatch(1);

    private void handle(ServerRequest request, ServerReply reply) {
        waiting.add(reply);
        reply.onGone(gone::countDown);
        come.countDown();
    }

    private static void answer(ServerReply reply) {
        byte[] body = "{\"choices\":[{\"message\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        reply.execute(() -> reply.send(200, body));
    }

    private static ChatClient client(URI server, Optional<Path> authorities) {
        return new ChatClient(
                server.resolve("/v1/chat/completions"),
                new OpenAiClientCodec("max_tokens"),
                () -> Optional.of("key"),
                120,
                authorities);
    }

    private void manyAtATime(HttpServerConfig config, Optional<Path> authorities) throws Exception {
        try (HttpServer server = HttpServer.start("127.0.0.1", 0, config, this::handle)) {
            ChatClient client = client(server.uri(), authorities);
            int before = Thread.activeCount();
            List<CompletableFuture<ChatExchange>> exchanges = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                exchanges.add(client.exchangeAsync(REQUEST));
            }
            assertThat(come.await(100, TimeUnit.SECONDS)).isTrue();
            assertThat(Thread.activeCount() - before).isLessThan(20);
            waiting.forEach(AsynchronousAskTest::answer);
            for (CompletableFuture<ChatExchange> exchange : exchanges) {
                assertThat(exchange.get(60, TimeUnit.SECONDS).reply()).isInstanceOf(ChatReply.Answered.class);
            }
        }
    }

    @Test
    void manyRequestsUnderWayCostNoThreadEach() throws Exception {
        manyAtATime(
                new HttpServerConfig(Optional.empty(), Optional.empty(), 60, 60, 60, REQUESTS + 10), Optional.empty());
    }

    @Test
    void moreRequestsThanAConnectionOfHttp2TakesAreSpreadOverSeveral() throws Exception {
        TestCertificate certificate = TestCertificate.in(dir);
        // A connection for each request would be more than the server takes.
        manyAtATime(
                new HttpServerConfig(
                        Optional.of(certificate.certificate().toString()),
                        Optional.of(certificate.key().toString()),
                        60,
                        60,
                        60,
                        50),
                Optional.of(certificate.certificate()));
    }

    @Test
    void cancellingBreaksTheRequestOff() throws Exception {
        HttpServerConfig config = new HttpServerConfig(Optional.empty(), Optional.empty(), 60, 60, 60, 10);
        try (HttpServer server = HttpServer.start("127.0.0.1", 0, config, this::handle)) {
            CompletableFuture<ChatExchange> exchange =
                    client(server.uri(), Optional.empty()).exchangeAsync(REQUEST);
            while (waiting.isEmpty()) {
                Thread.sleep(10);
            }
            exchange.cancel(false);
            assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFaultIsNamed() throws Exception {
        ChatReply reply = client(URI.create("http://no-such-host.invalid"), Optional.empty())
                .exchangeAsync(REQUEST)
                .get(60, TimeUnit.SECONDS)
                .reply();
        assertThat(reply)
                .isInstanceOfSatisfying(
                        ChatReply.Failed.class,
                        failed -> assertThat(failed.reason())
                                .isEqualTo("the host's name 'no-such-host.invalid' is not known"));
    }
}
