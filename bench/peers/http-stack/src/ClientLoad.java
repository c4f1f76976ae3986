import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many requests by one client, so many of them in flight, each asked for when another is answered. Prints a line of JSON. Properties:
 * port, scheme, requests, flight, warm (requests before any is counted), delay (of the server, in milliseconds, for the ideal).
 */
final class ClientLoad {
    static final String BODY =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "Does this stand? ".repeat(40) + "\"}]}";

    /** One request; says once whether a whole answer with the status 200 came. */
    interface Ask {
        void ask(Done done);
    }

    interface Done {
        void done(boolean good);
    }

    private final Ask ask;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile CountDownLatch open = new CountDownLatch(0);

    private ClientLoad(Ask ask) {
        this.ask = ask;
    }

    static String address() {
        return System.getProperty("scheme") + "://localhost:" + System.getProperty("port") + "/v1/chat/completions";
    }

    /** A client that calls back. */
    static void run(Ask ask) throws Exception {
        new ClientLoad(ask).run(false);
    }

    /** A client that keeps a thread waiting for each answer. */
    static void runBlocking(Ask ask) throws Exception {
        new ClientLoad(ask).run(true);
    }

    private void run(boolean blocking) throws Exception {
        int flight = Integer.getInteger("flight");
        int requests = Integer.getInteger("requests");
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        round(Integer.getInteger("warm"), flight, blocking);
        faults.set(0);
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        round(requests, flight, blocking);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        double ideal = Math.ceil((double) requests / flight) * Integer.getInteger("delay") / 1e3;
        System.out.printf(
                "{\"requests\":%d,\"flight\":%d,\"seconds\":%.3f,\"ideal\":%.3f,\"faults\":%d,\"unanswered\":%d,"
                        + "\"cpu_seconds\":%.3f,\"threads\":%d,\"resident_mb\":%d}%n",
                requests,
                flight,
                seconds,
                ideal,
                faults.get(),
                open.getCount(),
                cpuSeconds,
                ManagementFactory.getThreadMXBean().getPeakThreadCount(),
                residentPeak());
        System.exit(0);
    }

    private void round(int requests, int flight, boolean blocking) throws InterruptedException {
        left.set(requests);
        open = new CountDownLatch(requests);
        for (int i = 0; i < flight; i++) {
            if (blocking) {
                Thread thread = new Thread(this::inTurn);
                thread.setDaemon(true);
                thread.start();
            } else {
                next();
            }
        }
        // A client that loses answers is not waited for without end.
        open.await(100, TimeUnit.SECONDS);
    }

    private void inTurn() {
        while (left.getAndDecrement() > 0) {
            ask.ask(this::count);
        }
    }

    private void next() {
        if (left.getAndDecrement() > 0) {
            ask.ask(good -> {
                count(good);
                next();
            });
        }
    }

    private void count(boolean good) {
        if (!good) {
            faults.incrementAndGet();
        }
        open.countDown();
    }

    private static long residentPeak() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
