package org.dasllm.gateway.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.gateway.GatewayConfig;
import org.dasllm.gateway.RecordMode;
import org.dasllm.gateway.record.Counts;
import org.dasllm.gateway.record.Recorder;
import org.dasllm.gateway.record.RoomLeft;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.LineSink;
import org.dasllm.harvest.traffic.TrafficProtocol;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.mask.Masking;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.client.CertificateAuthorities;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;
import org.dasllm.wire.http.Upstream;
import org.jspecify.annotations.Nullable;

/** The running gateway. */
public final class GatewayServer implements AutoCloseable {
    private static final int NAME_BYTES = 16;
    /** What is on its way to the disk when the gateway is stopped may still get there. */
    private static final long LAST_LINES_SECONDS = 30;

    private final GatewayConfig config;
    private final Counts counts = new Counts();
    private final RoomLeft room;
    private final Upstream upstream;
    private final SecureRandom names = new SecureRandom();
    private final @Nullable Journal journal;
    private final @Nullable Recorder recorder;
    private final @Nullable FeedbackEndpoint feedback;
    private final GatewayMetrics metrics;
    private final HttpServer server;

    private GatewayServer(
            GatewayConfig config, Optional<LineSink> journal, @Nullable Journal closing, Consumer<String> tell) {
        this.config = config;
        this.room = new RoomLeft((long) config.memoryMegabytes() << 20);
        Optional<Masking> masking = Optional.ofNullable(config.masking()).map(DetectorRegistry::masking);
        this.upstream = new Upstream(
                config.upstreamUri(),
                Duration.ofSeconds(config.connectSeconds()),
                CertificateAuthorities.trusted(config.certificateAuthorities()),
                Optional.of(Duration.ofSeconds(config.deadlineSeconds())),
                Optional.of(Duration.ofSeconds(config.silenceSeconds())));
        this.journal = closing;
        this.recorder = journal.map(sink -> new Recorder(sink, masking, config.sampleRate(), counts, room, tell))
                .orElse(null);
        this.feedback = journal.map(sink -> new FeedbackEndpoint(
                        sink, masking, counts, room, Duration.ofMillis(Math.round(config.durableSeconds() * 1000))))
                .orElse(null);
        this.metrics = new GatewayMetrics(counts, () -> recorder == null ? 0 : recorder.unsettled(), room::left);
        this.server = HttpServer.start(config.host(), config.port(), config.http(), this::handle);
    }

    /**
     * Opens the journal and listens.
     *
     * @param journal the file to record into
     * @param tell gets a sentence where recording fails or something was put right in the journal
     * @throws DasllmException where the journal is in use, is no gateway's or cannot be written, or the port is taken
     */
    public static GatewayServer start(GatewayConfig config, Path journal, Consumer<String> tell) {
        if (config.record() == RecordMode.NONE) {
            return new GatewayServer(config, Optional.empty(), null, tell);
        }
        Journal opened = open(journal);
        try {
            opened.notices().forEach(tell);
            return new GatewayServer(config, Optional.of(opened), opened, tell);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Journal open(Path journal) {
        Path folder = journal.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder == null ? journal : folder);
        } catch (IOException e) {
            throw FileFailure.writing(journal, 0, e);
        }
        return Journal.open(journal, 0, line -> {
            if (!(line instanceof JournalLine.Exchange || line instanceof JournalLine.Feedback)) {
                throw DasllmException.input(
                        journal + " is the journal of a harvest, and exchanges in it would be none of its answers",
                        "Name another file in gateway.journal, or leave it out: the gateway then records into a"
                                + " folder of its own beside the harvest's");
            }
        });
    }

    /** Records into something else than a file. */
    static GatewayServer start(GatewayConfig config, LineSink journal, Consumer<String> tell) {
        return new GatewayServer(config, Optional.of(journal), null, tell);
    }

    private void handle(ServerRequest request, ServerReply reply) {
        String path = request.path();
        if (path.equals(config.prefix()) || path.startsWith(config.prefix() + "/")) {
            own(request, reply, path.substring(config.prefix().length()));
            return;
        }
        Optional<TrafficProtocol> protocol =
                request.method().equals("POST") ? TrafficProtocol.at(path) : Optional.empty();
        Recorder recording = recorder;
        if (protocol.isEmpty() || recording == null) {
            request.relay(upstream, new PassedThrough(config.upstreamUri(), protocol, metrics));
            return;
        }
        request.relay(
                upstream,
                new RelayedExchange(
                        config,
                        newName(),
                        protocol.get(),
                        config.conversationHeader().isEmpty()
                                ? Optional.empty()
                                : request.header(config.conversationHeader()),
                        request.header("content-encoding"),
                        new Capture(room, (long) config.exchangeMegabytes() << 20),
                        recording,
                        counts,
                        metrics));
    }

    /** Nobody can guess it. */
    private String newName() {
        byte[] name = new byte[NAME_BYTES];
        names.nextBytes(name);
        return "ex_" + HexFormat.of().formatHex(name);
    }

    private void own(ServerRequest request, ServerReply reply, String path) {
        FeedbackEndpoint endpoint = feedback;
        boolean get = request.method().equals("GET") || request.method().equals("HEAD");
        if (path.equals("/health") && get) {
            reply.header("Content-Type", "application/json");
            reply.send(200, "{\"status\":\"ok\"}\n".getBytes(StandardCharsets.US_ASCII));
        } else if (path.equals("/metrics") && get) {
            reply.header("Content-Type", metrics.contentType());
            reply.send(200, metrics.text());
        } else if (path.equals("/feedback") && request.method().equals("POST") && endpoint != null) {
            endpoint.handle(request, reply);
        } else {
            UpstreamFailure.send(
                    new RequestRefusal(
                            RequestRefusal.Kind.NOT_FOUND,
                            404,
                            "The gateway itself has GET " + config.prefix() + "/health, GET " + config.prefix()
                                    + "/metrics and, where it records, POST " + config.prefix() + "/feedback.",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    Optional.empty(),
                    reply);
        }
    }

    /** Where it answers, such as {@code http://127.0.0.1:8090}. */
    public URI uri() {
        return server.uri();
    }

    /** What became of exchanges so far. */
    public Counts.Now counts() {
        return counts.now();
    }

    /** Exchanges that wait to be recorded; after {@link #close}, those that were given up waiting for. */
    public int unsettled() {
        return recorder == null ? 0 : recorder.unsettled();
    }

    /** Lets exchanges under way end, breaks off the rest, and writes what is still to be written. */
    @Override
    public void close() {
        try {
            server.close(Duration.ofSeconds(config.stopSeconds()));
        } finally {
            // Whatever became of the connections: what was answered is written.
            if (recorder != null) {
                recorder.close(LAST_LINES_SECONDS, TimeUnit.SECONDS);
            }
            if (journal != null && unsettled() == 0) {
                journal.close();
            }
        }
    }
}
