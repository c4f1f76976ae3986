import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.HttpServerConfig;
import org.dasllm.wire.http.ReplyStream;
import org.dasllm.wire.http.ServerReply;

/**
 * A vendor that answers every chat completion by a text that its request decides, whole or as events in pieces of random lengths; the header
 * {@code x-request-sha256} says what it received. Arguments: port, milliseconds before it answers, milliseconds between two events.
 */
final class Vendor {
    private Vendor() {}

    public static void main(String[] arguments) throws InterruptedException {
        int wait = Integer.parseInt(arguments[1]);
        int gap = Integer.parseInt(arguments[2]);
        HttpServerConfig limits = ConfigBinder.bind(ConfigSource.json("{}", "the vendor"), HttpServerConfig.class);
        HttpServer server = HttpServer.start("127.0.0.1", Integer.parseInt(arguments[0]), limits, (request, reply) -> request
                .body(64 << 20)
                .thenAccept(body -> {
                    if (wait == 0) {
                        answer(body, gap, reply);
                    } else {
                        reply.later(Duration.ofMillis(wait), () -> answer(body, gap, reply));
                    }
                }));
        System.out.println(server.uri());
        new CountDownLatch(1).await();
    }

    private static void answer(byte[] body, int gap, ServerReply reply) {
        String hash = sha256(body);
        reply.header("x-request-sha256", hash);
        String text = "The answer to " + hash + ". " + "It is of a usual length and says nothing. ".repeat(12);
        boolean streamed = new String(body, StandardCharsets.UTF_8).contains("\"stream\": true");
        if (!streamed) {
            reply.header("Content-Type", "application/json");
            reply.send(
                    200,
                    ("{\"id\":\"chatcmpl-" + hash + "\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                                    + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                                    + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":99,"
                                    + "\"total_tokens\":108}}")
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        StringBuilder events = new StringBuilder();
        for (int from = 0; from < text.length(); from += 20) {
            event(events, hash, "{\"content\":\"" + text.substring(from, Math.min(text.length(), from + 20)) + "\"}", "null");
        }
        event(events, hash, "{}", "\"stop\"");
        events.append("data: [DONE]\n\n");
        reply.header("Content-Type", "text/event-stream");
        send(reply, reply.open(200), events.toString().getBytes(StandardCharsets.UTF_8), 0, gap, new Random(hash.hashCode()));
    }

    private static void event(StringBuilder events, String hash, String delta, String finish) {
        events.append("data: {\"id\":\"chatcmpl-")
                .append(hash)
                .append("\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":")
                .append(delta)
                .append(",\"finish_reason\":")
                .append(finish)
                .append("}]}\n\n");
    }

    private static void send(ServerReply reply, ReplyStream stream, byte[] bytes, int from, int gap, Random pieces) {
        int sent = from;
        while (sent < bytes.length) {
            int count = Math.min(bytes.length - sent, 1 + pieces.nextInt(900));
            stream.write(java.util.Arrays.copyOfRange(bytes, sent, sent + count));
            sent += count;
            if (gap > 0 && sent < bytes.length) {
                int next = sent;
                reply.later(Duration.ofMillis(gap), () -> send(reply, stream, bytes, next, gap, pieces));
                return;
            }
        }
        stream.end();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
