package org.dasllm.wire.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.http.ClientCall;
import org.dasllm.wire.http.ClientRequest;
import org.dasllm.wire.http.HttpClient;
import org.dasllm.wire.http.ReplyHead;

/**
 * Gets what may be too large for memory: the body goes to a consumer piece by piece as it comes, and no faster than that takes it. Redirects
 * are not followed, so that the caller decides what is sent to another host. Safe for use by several threads.
 */
public final class Download {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client;
    private final Duration silence;
    private final SettingNames settings;

    /** Takes a body, or breaks off by its exception. Called in the thread that asked. */
    public interface Consumer {
        /**
         * A piece of the body.
         *
         * @param head of the reply, whose status says what the body is
         */
        void accept(ReplyHead head, byte[] bytes) throws IOException;
    }

    /** What came of asking once. */
    public sealed interface Result {

        /** A whole reply of whatever status; its body has gone to the consumer. */
        record Whole(ReplyHead head) implements Result {}

        /** None, or not all of it. */
        record Failed(ChatReply.Failed failure) implements Result {}
    }

    /**
     * @param authorities a PEM file of certificates that are trusted beside those that this Java trusts
     * @param silence how long a server may send nothing
     * @param settings what advice is to name
     * @throws org.dasllm.format.error.DasllmException if there is no certificate in that file
     */
    public Download(Optional<Path> authorities, Duration silence, SettingNames settings) {
        SSLContext trusted = CertificateAuthorities.trusted(authorities);
        this.client = new HttpClient(silence.compareTo(CONNECT_TIMEOUT) < 0 ? silence : CONNECT_TIMEOUT, trusted);
        this.silence = silence;
        this.settings = settings;
    }

    /**
     * Gets an address and waits for the end.
     *
     * @param headers such as {@code Range}; the body is asked for without compression, which is not undone where it comes all the same
     * @throws IOException as the consumer threw it; the rest of the body is not read
     */
    public Result get(URI address, Map<String, String> headers, Consumer consumer)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(Map.of("Accept-Encoding", "identity", "User-Agent", "dasllm"));
        all.putAll(headers);
        Pieces pieces = new Pieces();
        ClientCall call = client.send(
                new ClientRequest("GET", address, all, new byte[0], Optional.empty(), Optional.of(silence)), pieces);
        try {
            for (Pieces.Event event = pieces.next(); ; event = pieces.next()) {
                if (event instanceof Pieces.Piece piece) {
                    consumer.accept(pieces.head(), piece.bytes());
                } else if (event instanceof Pieces.End) {
                    return new Result.Whole(pieces.head());
                } else if (event instanceof Pieces.Failure broken) {
                    return new Result.Failed(
                            new ConnectionFailure(address, pieces.begun(), settings).of(broken.failure()));
                }
            }
        } finally {
            call.cancel();
        }
    }
}
