import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.atomic.AtomicInteger;

/** Vert.x's client, on two event loops. */
public final class VertxClient {
    private static final AtomicInteger TOLD = new AtomicInteger();

    public static void main(String[] arguments) throws Exception {
        boolean secure = System.getProperty("scheme").equals("https");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        HttpClientOptions options = new HttpClientOptions().setConnectTimeout(20_000);
        if (secure) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setTrustAll(true)
                    .setVerifyHost(false);
        }
        int flight = Integer.getInteger("flight");
        HttpClientAgent client = vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(flight).setHttp2MaxSize(Math.max(1, flight / 64)));
        Buffer body = Buffer.buffer(ClientLoad.BODY);
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(ClientLoad.address())
                .putHeader("Content-Type", "application/json")
                .setTimeout(60_000);
        ClientLoad.run(done -> client.request(request)
                .compose(sending -> sending.send(body))
                .compose(response -> response.body().map(bytes -> response.statusCode() == 200 && bytes.length() > 250))
                .onComplete(result -> {
                    if (result.failed() && TOLD.getAndIncrement() < 5) {
                        System.err.println(result.cause());
                    }
                    done.done(result.succeeded() && result.result());
                }));
    }
}
