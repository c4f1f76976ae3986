import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.HttpServerConfig;

/** A teacher on this machine that answers every request after a while and counts. Arguments: port, delay in milliseconds. */
public final class LocalTeacher {
    private static final Pattern NUMBER = Pattern.compile("prompt number (\\d+)\\b");
    private static final Map<Integer, AtomicInteger> ASKED = new ConcurrentHashMap<>();
    private static final AtomicInteger IN_FLIGHT = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    public static void main(String[] arguments) throws Exception {
        Duration delay = Duration.ofMillis(Long.parseLong(arguments[1]));
        HttpServerConfig config = new HttpServerConfig(Optional.empty(), Optional.empty(), 60, 60, 60, 10_000);
        HttpServer.start("127.0.0.1", Integer.parseInt(arguments[0]), config, (request, reply) -> {
            if (request.path().equals("/counts")) {
                int again = ASKED.values().stream().mapToInt(n -> n.get() - 1).sum();
                reply.send(200, ("{\"prompts\":" + ASKED.size() + ",\"again\":" + again + ",\"inFlight\":" + IN_FLIGHT
                                + ",\"most\":" + MOST + "}\n")
                        .getBytes(StandardCharsets.UTF_8));
                return;
            }
            MOST.accumulateAndGet(IN_FLIGHT.incrementAndGet(), Math::max);
            request.body(1 << 20).whenComplete((body, fault) -> {
                if (fault != null) {
                    IN_FLIGHT.decrementAndGet();
                    return;
                }
                Matcher number = NUMBER.matcher(new String(body, StandardCharsets.UTF_8));
                int prompt = number.find() ? Integer.parseInt(number.group(1)) : -1;
                ASKED.computeIfAbsent(prompt, n -> new AtomicInteger()).incrementAndGet();
                reply.later(delay, () -> {
                    IN_FLIGHT.decrementAndGet();
                    reply.header("Content-Type", "application/json");
                    reply.header("x-request-id", "req_" + prompt);
                    reply.send(200, ("{\"id\":\"a" + prompt + "\",\"object\":\"chat.completion\",\"model\":\"local\","
                                    + "\"system_fingerprint\":\"fp_1\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                                    + "\"assistant\",\"content\":\"label " + prompt + "\"},\"finish_reason\":\"stop\"}],"
                                    + "\"usage\":{\"prompt_tokens\":60,\"completion_tokens\":5,\"total_tokens\":65}}")
                            .getBytes(StandardCharsets.UTF_8));
                });
            });
        });
        Thread.sleep(Long.MAX_VALUE);
    }
}
