import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.transport.Transport;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.vertx.core.impl.transports.NioTransport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The comparison's server on Vert.x: an event loop a core. */
public final class VertxServer extends VerticleBase {
    private static final long DEADLINE = 10_000;
    /** By the client's port. Vert.x tells of a connection with its first request only, so the deadline is set where it is accepted. */
    private static final Map<Integer, Future<?>> TIMERS = new ConcurrentHashMap<>();

    private static final class DeadlineTransport extends NioTransport {
        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return () -> new NioServerSocketChannel() {
                @Override
                protected int doReadMessages(List<Object> accepted) throws Exception {
                    int before = accepted.size();
                    int count = super.doReadMessages(accepted);
                    for (Object channel : accepted.subList(before, accepted.size())) {
                        ((io.netty.channel.Channel) channel).pipeline().addFirst(new Deadline());
                    }
                    return count;
                }
            };
        }
    }

    private static final class Deadline extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            int port = ((InetSocketAddress) context.channel().remoteAddress()).getPort();
            TIMERS.put(port, context.executor().schedule(() -> context.close(), DEADLINE, TimeUnit.MILLISECONDS));
            super.channelActive(context);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            disarm(((InetSocketAddress) context.channel().remoteAddress()).getPort());
            super.channelInactive(context);
        }
    }

    public static void main(String[] arguments) {
        NioTransport transport = new DeadlineTransport();
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(2))
                .withTransport(new Transport() {
                    @Override
                    public String name() {
                        return "nio-with-deadlines";
                    }

                    @Override
                    public boolean available() {
                        return true;
                    }

                    @Override
                    public Throwable unavailabilityCause() {
                        return null;
                    }

                    @Override
                    public io.vertx.core.spi.transport.Transport implementation() {
                        return transport;
                    }
                })
                .build();
        vertx.deployVerticle(VertxServer::new, new DeploymentOptions().setInstances(2)).await();
        System.out.println(System.getProperty("port"));
    }

    @Override
    public io.vertx.core.Future<?> start() {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(4096));
        server.requestHandler(this::handle);
        return server.listen(Integer.getInteger("port"), "127.0.0.1");
    }

    private static void disarm(int port) {
        Future<?> timer = TIMERS.remove(port);
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void handle(HttpServerRequest request) {
        disarm(request.remoteAddress().port());
        HttpServerResponse response = request.response();
        if (request.path().equals("/health")) {
            reply(response, "{\"status\":\"ok\"}\n");
            return;
        }
        long timer = vertx.setTimer(DEADLINE, id -> request.connection().close());
        request.body().onComplete(body -> {
            vertx.cancelTimer(timer);
            if (body.failed()) {
                return;
            }
            if (request.path().equals("/ask")) {
                reply(response, "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"yes\"}}]}\n");
                return;
            }
            response.putHeader("Content-Type", "text/event-stream").setChunked(true);
            response.write("data: {\"choices\":[{\"delta\":{\"content\":\"yes\"}}]}\n\n");
            long ticks = vertx.setPeriodic(500, id -> {
                if (!response.writeQueueFull()) {
                    response.write("data: {\"choices\":[{\"delta\":{\"content\":\"yes\"}}]}\n\n");
                }
            });
            response.closeHandler(closed -> vertx.cancelTimer(ticks));
        });
    }

    private static void reply(HttpServerResponse response, String text) {
        response.putHeader("Content-Type", "application/json").end(text);
    }
}
