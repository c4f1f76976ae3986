package org.dasllm.wire.client;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.ClientCall;
import org.dasllm.wire.http.ClientRequest;
import org.dasllm.wire.http.HttpClient;
import org.dasllm.wire.http.ReplyHead;

/**
 * Gets what may be too large for memory: the body is read as it comes, and comes no faster than it is read. Redirects are not followed, so
 * that the caller decides what is sent to another host. Safe for use by several threads.
 */
public final class Download {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client;
    private final Duration silence;
    private final SettingNames settings;
    private volatile boolean reached;

    /**
     * A reply of whatever status.
     *
     * @param body fails with {@link ConnectionLost} where not all of it comes; read by one thread
     */
    public record Reply(ReplyHead head, InputStream body) {}

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

    /** Whether a server has ever answered. */
    public boolean reached() {
        return reached;
    }

    /**
     * Asks once and waits for the reply's head. The body is to be closed.
     *
     * @param method such as {@code GET}
     * @param headers such as {@code Range}; the body is asked for without compression, which is not undone where it comes all the same
     * @throws ConnectionLost if no reply comes
     */
    public Reply open(String method, URI address, Map<String, String> headers)
            throws ConnectionLost, InterruptedException {
        return open(method, address, headers, new byte[0]);
    }

    /** As above, with a body. */
    public Reply open(String method, URI address, Map<String, String> headers, byte[] body)
            throws ConnectionLost, InterruptedException {
        Map<String, String> all = new HashMap<>(Map.of("Accept-Encoding", "identity", "User-Agent", "dasllm"));
        all.putAll(headers);
        Pieces pieces = new Pieces();
        ClientCall call = client.send(
                new ClientRequest(method, address, all, body, Optional.empty(), Optional.of(silence)), pieces);
        boolean begun = false;
        try {
            if (pieces.next() instanceof Pieces.Failure broken) {
                throw lost(address, broken.failure());
            }
            begun = true;
            reached = true;
            return new Reply(pieces.head(), new ArrivingBody(pieces, call::cancel, failure -> lost(address, failure)));
        } finally {
            if (!begun) {
                call.cancel();
            }
        }
    }

    private ConnectionLost lost(URI address, CallFailure failure) {
        return new ConnectionLost(new ConnectionFailure(address, reached, settings).of(failure));
    }
}
