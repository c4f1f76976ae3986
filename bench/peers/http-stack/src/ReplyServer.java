import io.vertx.core.DeploymentOptions;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;

/** The server that clients are compared at: answers every request with 300 bytes after a delay, over HTTP/1.1, or over TLS and HTTP/2. */
public final class ReplyServer extends VerticleBase {
    private static final String ANSWER =
            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"" + "yes ".repeat(60) + "\"}}]}\n";

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        vertx.deployVerticle(ReplyServer::new, new DeploymentOptions().setInstances(2)).await();
        System.out.println(System.getProperty("port"));
    }

    @Override
    public io.vertx.core.Future<?> start() {
        HttpServerOptions options = new HttpServerOptions().setAcceptBacklog(4096);
        String store = System.getProperty("store", "");
        if (!store.isEmpty()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(100))
                    .setKeyCertOptions(new PfxOptions().setPath(store).setPassword("changeit"));
        }
        long delay = Long.getLong("delay");
        HttpServer server = vertx.createHttpServer(options);
        server.requestHandler(request -> request.body().onSuccess(body -> {
            if (delay == 0) {
                request.response().putHeader("Content-Type", "application/json").end(ANSWER);
            } else {
                vertx.setTimer(delay, id -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(ANSWER));
            }
        }));
        return server.listen(Integer.getInteger("port"), "127.0.0.1");
    }
}
