import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The JDK's client: {@code way} is blocking (a thread waits for each answer), async (its own pool), or async2 (two threads). */
public final class JdkClient {
    private static final AtomicInteger TOLD = new AtomicInteger();

    public static void main(String[] arguments) throws Exception {
        String way = System.getProperty("way");
        boolean secure = System.getProperty("scheme").equals("https");
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(20));
        if (way.equals("async2")) {
            builder.executor(Executors.newFixedThreadPool(2));
        }
        if (secure) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Everyone()}, new SecureRandom());
            builder.sslContext(context);
        }
        HttpClient client = builder.build();
        URI address = URI.create(ClientLoad.address());
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(ClientLoad.BODY))
                .build();
        if (way.equals("blocking")) {
            ClientLoad.runBlocking(done -> {
                try {
                    done.done(good(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                            .get(60, TimeUnit.SECONDS)));
                } catch (ExecutionException | TimeoutException | InterruptedException e) {
                    tell(e);
                    done.done(false);
                }
            });
        } else {
            ClientLoad.run(done -> client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                    .orTimeout(60, TimeUnit.SECONDS)
                    .whenComplete((response, failure) -> {
                        tell(failure);
                        done.done(failure == null && good(response));
                    }));
        }
    }

    private static void tell(Throwable failure) {
        if (failure != null && TOLD.getAndIncrement() < 5) {
            System.err.println(failure);
        }
    }

    private static boolean good(HttpResponse<byte[]> response) {
        return response.statusCode() == 200 && response.body().length > 250;
    }

    /** Trusts everyone: the server's certificate is made for this comparison. */
    private static final class Everyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
