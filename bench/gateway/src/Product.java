import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.ClientRequest;
import org.dasllm.wire.http.HttpClient;
import org.dasllm.wire.http.ReplyHead;
import org.dasllm.wire.http.ReplyReader;

/**
 * A product that asks. {@code rate URL REQUESTS_A_SECOND SECONDS ROUNDS URL...}: at a fixed rate, by turns, each candidate {@code name=url};
 * prints the latencies. {@code hashes OUT URL NUMBER CLIENTS}: that many exchanges, half of them streams, and writes a line of hashes for each.
 * {@code load URL SECONDS CLIENTS}: as fast as it is answered.
 */
final class Product {
    private static final HttpClient CLIENT;

    static {
        try {
            CLIENT = new HttpClient(Duration.ofSeconds(10), SSLContext.getDefault());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Product() {}

    /** One exchange; {@code done} is run at its end. */
    private static final class Asking implements ReplyReader {
        final long begun = System.nanoTime();
        final MessageDigest digest;
        final Consumer<Asking> done;
        volatile long nanos;
        volatile String requestHash = "none";
        volatile int status;
        volatile boolean failed;
        volatile String fault = "";
        private Runnable more = () -> {};

        Asking(Consumer<Asking> done) {
            this.done = done;
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void head(ReplyHead head, Runnable next) {
            status = head.status();
            requestHash = head.headers().firstValue("x-request-sha256").orElse("none");
            more = next;
            more.run();
        }

        @Override
        public void bytes(byte[] bytes) {
            digest.update(bytes);
            more.run();
        }

        @Override
        public void end() {
            nanos = System.nanoTime() - begun;
            done.accept(this);
        }

        @Override
        public void failed(CallFailure failure) {
            failed = true;
            fault = failure.kind().name();
            nanos = System.nanoTime() - begun;
            done.accept(this);
        }
    }

    private static byte[] body(long number, boolean stream) {
        return ("{\"model\": \"m\", \"stream\": " + stream + ", \"messages\": [{\"role\": \"system\", \"content\": \""
                        + "Answer in a word, as the rules of this desk say. ".repeat(20)
                        + "\"}, {\"role\": \"user\", \"content\": \"This is message " + number + ", grüße.\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Asking ask(String url, byte[] body, Consumer<Asking> done) {
        Asking asking = new Asking(done);
        CLIENT.send(
                new ClientRequest(
                        "POST",
                        URI.create(url + "/v1/chat/completions"),
                        Map.of("Content-Type", "application/json", "Authorization", "Bearer sk-of-the-benchmark"),
                        body,
                        Optional.of(Duration.ofSeconds(60)),
                        Optional.empty()),
                asking);
        return asking;
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "rate" -> rate(arguments);
            case "hashes" -> hashes(arguments);
            case "load" -> load(arguments);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(0);
    }

    private static void rate(String[] arguments) throws InterruptedException {
        int rate = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        List<String> candidates = Arrays.asList(arguments).subList(4, arguments.length);
        for (int round = 0; round <= rounds; round++) {
            for (String candidate : candidates) {
                String name = candidate.substring(0, candidate.indexOf('='));
                List<Asking> asked = at(candidate.substring(candidate.indexOf('=') + 1), rate, seconds);
                long[] nanos = asked.stream()
                        .filter(each -> !each.failed && each.status == 200)
                        .mapToLong(each -> each.nanos)
                        .sorted()
                        .toArray();
                if (nanos.length == 0) {
                    System.out.printf(Locale.ROOT, "{\"round\":%d,\"candidate\":\"%s\",\"errors\":%d}%n", round, name, asked.size());
                    continue;
                }
                asked.stream()
                        .filter(each -> each.failed || each.status != 200)
                        .collect(Collectors.groupingBy(each -> each.failed ? each.fault : "status " + each.status, Collectors.counting()))
                        .forEach((fault, count) -> System.out.printf("{\"fault\":\"%s\",\"count\":%d}%n", fault, count));
                // Round 0 warms up.
                System.out.printf(
                        Locale.ROOT,
                        "{\"round\":%d,\"candidate\":\"%s\",\"answers\":%d,\"errors\":%d,\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f}%n",
                        round,
                        name,
                        nanos.length,
                        asked.size() - nanos.length,
                        nanos[nanos.length / 2] / 1e6,
                        nanos[(int) (nanos.length * 0.9)] / 1e6,
                        nanos[(int) (nanos.length * 0.99)] / 1e6);
            }
        }
    }

    private static List<Asking> at(String url, int rate, int seconds) throws InterruptedException {
        int number = rate * seconds;
        CountDownLatch left = new CountDownLatch(number);
        List<Asking> asked = new ArrayList<>(number);
        long begun = System.nanoTime();
        for (int i = 0; i < number; i++) {
            long due = begun + i * 1_000_000_000L / rate;
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            asked.add(ask(url, body(i, false), ended -> left.countDown()));
        }
        left.await(90, TimeUnit.SECONDS);
        return asked;
    }

    private static void hashes(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[3]);
        int clients = Integer.parseInt(arguments[4]);
        Semaphore free = new Semaphore(clients);
        Asking[] asked = new Asking[number];
        String[] sent = new String[number];
        long begun = System.nanoTime();
        for (int i = 0; i < number; i++) {
            free.acquire();
            byte[] body = body(i, i % 2 == 1);
            sent[i] = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            asked[i] = ask(arguments[2], body, ended -> free.release());
        }
        free.acquire(clients);
        double seconds = (System.nanoTime() - begun) / 1e9;
        List<String> lines = new ArrayList<>();
        int errors = 0;
        int changed = 0;
        for (int i = 0; i < number; i++) {
            errors += asked[i].failed || asked[i].status != 200 ? 1 : 0;
            changed += sent[i].equals(asked[i].requestHash) ? 0 : 1;
            lines.add(sent[i] + " " + HexFormat.of().formatHex(asked[i].digest.digest()));
        }
        Files.write(Path.of(arguments[1]), lines);
        System.out.printf(
                Locale.ROOT,
                "{\"exchanges\":%d,\"errors\":%d,\"requests_changed\":%d,\"seconds\":%.1f}%n",
                number,
                errors,
                changed,
                seconds);
    }

    private static void load(String[] arguments) throws InterruptedException {
        long end = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000L;
        int clients = Integer.parseInt(arguments[3]);
        AtomicLong answers = new AtomicLong();
        AtomicLong errors = new AtomicLong();
        Semaphore free = new Semaphore(clients);
        for (long i = 0; System.nanoTime() < end; i++) {
            free.acquire();
            ask(arguments[1], body(i, i % 2 == 1), ended -> {
                (ended.failed || ended.status != 200 ? errors : answers).incrementAndGet();
                free.release();
            });
        }
        free.acquire(clients);
        System.out.printf("{\"answers\":%d,\"errors\":%d}%n", answers.get(), errors.get());
    }
}
