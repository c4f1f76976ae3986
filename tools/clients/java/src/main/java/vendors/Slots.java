package vendors;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;

/** The server's slots, by which it is seen that a client has left. */
final class Slots {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Slots() {}

    /** Whether a slot is taken. */
    static boolean busy(String url) {
        try {
            HttpRequest asked = HttpRequest.newBuilder(URI.create(url + "/health")).build();
            return !HTTP.send(asked, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\"active\":0");
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Leaves a stream that goes on after its first piece; how long it takes until no slot is taken. */
    static String left(String url, AutoCloseable stream, Iterator<?> pieces) throws Exception {
        pieces.next();
        if (!busy(url)) {
            throw new AssertionError("the answer was over before the client left");
        }
        stream.close();
        return free(url);
    }

    /** How long it takes until no slot is taken. */
    static String free(String url) throws InterruptedException {
        long begun = System.nanoTime();
        while (busy(url)) {
            if (System.nanoTime() - begun > 30_000_000_000L) {
                throw new AssertionError("a slot is still taken");
            }
            Thread.sleep(20);
        }
        return "free after " + (System.nanoTime() - begun) / 1_000_000 + " ms";
    }
}
