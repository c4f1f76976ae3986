import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Streams held open, requests sent by half, and clients that ask and wait for the answer, all at once, on one thread for the first two
 * and one for the last. Prints a line of JSON. Arguments are {@code name=value}: port, pid (of the server), streams, half, clients,
 * seconds, and for each of stream and ask a path and a body.
 */
public final class Load {
    private static String option(String[] arguments, String name, String otherwise) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private final InetSocketAddress address;
    private final byte[] streamRequest;
    private final byte[] askRequest;
    private final byte[] healthRequest;

    // What is counted. Latencies in microseconds.
    private final AtomicInteger streamsOpen = new AtomicInteger();
    private final AtomicLong events = new AtomicLong();
    private final AtomicInteger streamsDone = new AtomicInteger();
    private final AtomicInteger streamFaults = new AtomicInteger();
    private final AtomicInteger askFaults = new AtomicInteger();
    private final AtomicInteger healthFaults = new AtomicInteger();
    private final AtomicInteger halfClosed = new AtomicInteger();
    private final Latencies halfLife = new Latencies();
    private final Latencies asked = new Latencies();
    private final Latencies health = new Latencies();
    private final Latencies gaps = new Latencies();
    private volatile boolean counting;
    private volatile boolean ending;
    private volatile String firstFault = "";

    private Load(String[] arguments) {
        address = new InetSocketAddress("127.0.0.1", Integer.parseInt(option(arguments, "port", "0")));
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Does this stand?\"}]}";
        streamRequest = post(option(arguments, "streamPath", "/stream"), option(arguments, "streamBody", body));
        askRequest = post(option(arguments, "askPath", "/ask"), option(arguments, "askBody", body));
        healthRequest = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] post(String path, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Latencies {
        private long[] values = new long[1 << 16];
        private int size;

        synchronized void add(long nanos) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = nanos / 1000;
        }

        synchronized String json() {
            long[] sorted = Arrays.copyOf(values, size);
            Arrays.sort(sorted);
            if (size == 0) {
                return "{\"count\":0}";
            }
            return String.format(
                    "{\"count\":%d,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}",
                    size,
                    sorted[size / 2] / 1e3,
                    sorted[(int) (size * 0.99)] / 1e3,
                    sorted[size - 1] / 1e3);
        }
    }

    /** A thread with its connections and what it has to do later. */
    private final class Loop extends Thread {
        private record Task(long at, Runnable work) {}

        private final Selector selector;
        private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

        Loop(String name) throws IOException {
            super(name);
            setDaemon(true);
            selector = Selector.open();
        }

        synchronized void later(long millis, Runnable work) {
            tasks.add(new Task(System.nanoTime() + millis * 1_000_000, work));
        }

        private synchronized Task due() {
            Task first = tasks.peek();
            return first != null && first.at <= System.nanoTime() ? tasks.poll() : null;
        }

        private synchronized long idle(long most) {
            Task first = tasks.peek();
            return first == null ? most : Math.max(1, Math.min(most, (first.at - System.nanoTime()) / 1_000_000));
        }

        @Override
        public void run() {
            try {
                while (!ending) {
                    for (Task task = due(); task != null; task = due()) {
                        task.work.run();
                    }
                    selector.select(idle(50));
                    for (SelectionKey key : selector.selectedKeys()) {
                        Conversation one = (Conversation) key.attachment();
                        try {
                            one.ready(key, buffer);
                        } catch (IOException e) {
                            one.gone(e.toString());
                        }
                    }
                    selector.selectedKeys().clear();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A connection, and what is to be sent and expected on it. */
    private abstract class Conversation {
        final Loop loop;
        SocketChannel channel;
        long since;

        Conversation(Loop loop) {
            this.loop = loop;
        }

        void open() {
            if (ending) {
                return;
            }
            try {
                since = System.nanoTime();
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
                boolean now = channel.connect(address);
                channel.register(loop.selector, now ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
                if (now) {
                    connected();
                }
            } catch (IOException e) {
                gone(e.toString());
            }
        }

        void ready(SelectionKey key, ByteBuffer buffer) throws IOException {
            if (!key.isValid()) {
                return;
            }
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                connected();
            } else if (key.isReadable()) {
                buffer.clear();
                int read = channel.read(buffer);
                if (read < 0) {
                    gone("closed by the server");
                } else {
                    buffer.flip();
                    byte[] bytes = new byte[read];
                    buffer.get(bytes);
                    received(new String(bytes, StandardCharsets.ISO_8859_1));
                }
            }
        }

        void send(byte[] bytes) throws IOException {
            ByteBuffer out = ByteBuffer.wrap(bytes);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // It is of no more use.
            }
        }

        abstract void connected() throws IOException;

        abstract void received(String text) throws IOException;

        void gone(String why) {
            close();
            if (!ending) {
                fault(why);
            }
            loop.later(200, this::open);
        }

        abstract void fault(String why);
    }

    private void remember(String what, String why) {
        if (firstFault.isEmpty()) {
            firstFault = what + ": " + why.replace('"', '\'').replaceAll("\\s+", " ");
        }
    }

    private final class Stream extends Conversation {
        private boolean open;
        private boolean status;
        private long last;
        private String tail = "";

        Stream(Loop loop) {
            super(loop);
        }

        @Override
        void connected() throws IOException {
            open = false;
            status = false;
            tail = "";
            send(streamRequest);
        }

        @Override
        void received(String text) {
            if (!status) {
                status = true;
                if (!text.startsWith("HTTP/1.1 200")) {
                    gone(text.substring(0, Math.min(60, text.length())));
                    return;
                }
            }
            String seen = tail + text;
            int count = 0;
            int at = -1;
            for (int next = seen.indexOf("data: "); next >= 0; next = seen.indexOf("data: ", next + 1)) {
                count++;
                at = next;
            }
            boolean done = seen.contains("[DONE]");
            // An event's beginning and the end's mark may be torn.
            tail = seen.substring(Math.max(at + 6, seen.length() - 5));
            long now = System.nanoTime();
            if (count > 0) {
                if (!open) {
                    open = true;
                    streamsOpen.incrementAndGet();
                } else if (counting) {
                    gaps.add(now - last);
                }
                last = now;
                if (counting) {
                    events.addAndGet(count);
                }
            }
            if (done) {
                streamsDone.incrementAndGet();
                streamsOpen.decrementAndGet();
                open = false;
                close();
                open();
            }
        }

        @Override
        void fault(String why) {
            if (open) {
                streamsOpen.decrementAndGet();
                open = false;
            }
            streamFaults.incrementAndGet();
            remember("stream", why);
        }
    }

    /** Sends a part of a request, and then nothing more, or a byte a second. */
    private final class Half extends Conversation {
        private final int kind;
        private int sent;
        private int generation;

        Half(Loop loop, int kind) {
            super(loop);
            this.kind = kind;
        }

        @Override
        void connected() throws IOException {
            int head = new String(askRequest, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4;
            sent = kind % 2 == 0 ? head / 2 : (head + askRequest.length) / 2;
            send(Arrays.copyOf(askRequest, sent));
            generation++;
            if (kind % 4 >= 2) {
                int mine = generation;
                loop.later(1000, () -> drip(mine));
            }
        }

        private void drip(int mine) {
            if (mine != generation || !channel.isOpen() || sent >= askRequest.length - 1) {
                return;
            }
            try {
                send(new byte[] {askRequest[sent++]});
                loop.later(1000, () -> drip(mine));
            } catch (IOException e) {
                generation++;
                gone(e.toString());
            }
        }

        @Override
        void received(String text) {
            // An answer, such as 408, and the end will follow.
        }

        @Override
        void fault(String why) {
            generation++;
            halfClosed.incrementAndGet();
            halfLife.add(System.nanoTime() - since);
        }
    }

    private final class Asker extends Conversation {
        private final byte[] request;
        private final Latencies latencies;
        private final AtomicInteger faults;
        private final long pause;
        private StringBuilder answer = new StringBuilder();
        private long begun;

        Asker(Loop loop, byte[] request, Latencies latencies, AtomicInteger faults, long pause) {
            super(loop);
            this.request = request;
            this.latencies = latencies;
            this.faults = faults;
            this.pause = pause;
        }

        @Override
        void connected() throws IOException {
            answer = new StringBuilder();
            // With the time it took to be let in.
            begun = since;
            send(request);
        }

        @Override
        void received(String text) throws IOException {
            answer.append(text);
            int head = answer.indexOf("\r\n\r\n");
            if (head < 0) {
                return;
            }
            String headers = answer.substring(0, head).toLowerCase(java.util.Locale.ROOT);
            int length = headers.indexOf("content-length: ");
            if (length < 0) {
                gone("no length: " + headers);
                return;
            }
            int end = headers.indexOf("\r\n", length);
            int bytes = Integer.parseInt(headers.substring(length + 16, end < 0 ? headers.length() : end).strip());
            if (answer.length() < head + 4 + bytes) {
                return;
            }
            if (!headers.startsWith("http/1.1 200")) {
                gone(answer.toString());
                return;
            }
            if (counting) {
                latencies.add(System.nanoTime() - begun);
            }
            if (headers.contains("connection: close")) {
                close();
                loop.later(pause, this::open);
            } else if (pause == 0) {
                again();
            } else {
                loop.later(pause, this::again);
            }
        }

        private void again() {
            answer = new StringBuilder();
            begun = System.nanoTime();
            try {
                send(request);
            } catch (IOException e) {
                gone(e.toString());
            }
        }

        @Override
        void fault(String why) {
            if (counting) {
                faults.incrementAndGet();
                remember("request", why);
            }
        }
    }

    private static long[] process(String pid) throws IOException {
        long rss = 0;
        long threads = 0;
        for (String line : Files.readAllLines(Path.of("/proc", pid, "status"))) {
            if (line.startsWith("VmRSS:")) {
                rss = Long.parseLong(line.replaceAll("\\D", ""));
            } else if (line.startsWith("Threads:")) {
                threads = Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new long[] {rss / 1024, threads, Long.parseLong(fields[11]) + Long.parseLong(fields[12])};
    }

    public static void main(String[] arguments) throws Exception {
        Load load = new Load(arguments);
        String pid = option(arguments, "pid", "self");
        int streams = Integer.parseInt(option(arguments, "streams", "1000"));
        int half = Integer.parseInt(option(arguments, "half", "500"));
        int clients = Integer.parseInt(option(arguments, "clients", "64"));
        int seconds = Integer.parseInt(option(arguments, "seconds", "60"));
        Loop held = load.new Loop("held");
        Loop asking = load.new Loop("asking");
        held.start();
        asking.start();
        for (int i = 0; i < streams; i++) {
            held.later(2 * i, load.new Stream(held)::open);
        }
        for (int i = 0; i < half; i++) {
            held.later(2 * i, load.new Half(held, i)::open);
        }
        long until = System.nanoTime() + 20_000_000_000L;
        while (load.streamsOpen.get() < streams && System.nanoTime() < until) {
            Thread.sleep(50);
        }
        for (int i = 0; i < clients; i++) {
            asking.later(0, load.new Asker(asking, load.askRequest, load.asked, load.askFaults, 0)::open);
        }
        asking.later(0, load.new Asker(asking, load.healthRequest, load.health, load.healthFaults, 100)::open);
        Thread.sleep(3000);
        long[] before = process(pid);
        load.counting = true;
        long begun = System.nanoTime();
        long most = 0;
        long threads = 0;
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < seconds; i++) {
            Thread.sleep(1000);
            long[] now = process(pid);
            most = Math.max(most, now[0]);
            threads = Math.max(threads, now[1]);
            fewest = Math.min(fewest, load.streamsOpen.get());
        }
        load.counting = false;
        double took = (System.nanoTime() - begun) / 1e9;
        long[] after = process(pid);
        load.ending = true;
        System.out.printf(
                "{\"streams_open_least\":%d,\"stream_faults\":%d,\"streams_done\":%d,\"events_per_second\":%.0f,"
                        + "\"event_gap_ms\":%s,\"requests_per_second\":%.0f,\"request_faults\":%d,\"request_ms\":%s,"
                        + "\"health_faults\":%d,\"health_ms\":%s,\"half_closed\":%d,\"half_life_ms\":%s,"
                        + "\"resident_mb\":%d,\"threads\":%d,\"cpu_seconds\":%.1f,\"load_average\":\"%s\","
                        + "\"first_fault\":\"%s\"}%n",
                fewest,
                load.streamFaults.get(),
                load.streamsDone.get(),
                load.events.get() / took,
                load.gaps.json(),
                load.asked.size / took,
                load.askFaults.get(),
                load.asked.json(),
                load.healthFaults.get(),
                load.health.json(),
                load.halfClosed.get(),
                load.halfLife.json(),
                most,
                threads,
                (after[2] - before[2]) / 100.0,
                Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
                load.firstFault);
        System.exit(0);
    }
}
