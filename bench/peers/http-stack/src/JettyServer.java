import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/** The comparison's server on Jetty: asynchronous, no thread a stream. */
public final class JettyServer extends Handler.Abstract.NonBlocking {
    private static final long DEADLINE = 10_000;
    private static final byte[] EVENT =
            "data: {\"choices\":[{\"delta\":{\"content\":\"yes\"}}]}\n\n".getBytes(StandardCharsets.UTF_8);
    private final Map<EndPoint, Scheduler.Task> timers = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws Exception {
        Server server = new Server(new QueuedThreadPool(32));
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(
                server, new HttpConnectionFactory(configuration), new HTTP2CServerConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(4096);
        JettyServer handler = new JettyServer();
        connector.addBean(new Connection.Listener() {
            @Override
            public void onOpened(Connection connection) {
                EndPoint end = connection.getEndPoint();
                handler.timers.put(
                        end, server.getScheduler().schedule(end::close, DEADLINE, TimeUnit.MILLISECONDS));
            }

            @Override
            public void onClosed(Connection connection) {
                handler.disarm(connection.getEndPoint());
            }
        });
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        System.out.println(connector.getLocalPort());
    }

    private void disarm(EndPoint end) {
        Scheduler.Task timer = timers.remove(end);
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
        disarm(end);
        String path = Request.getPathInContext(request);
        if (path.equals("/health")) {
            reply(response, callback, "{\"status\":\"ok\"}\n");
            return true;
        }
        Scheduler scheduler = request.getComponents().getScheduler();
        Scheduler.Task timer = scheduler.schedule(end::close, DEADLINE, TimeUnit.MILLISECONDS);
        Content.Source.asByteBuffer(request, new org.eclipse.jetty.util.Promise.Invocable.NonBlocking<ByteBuffer>() {
            @Override
            public void succeeded(ByteBuffer body) {
                timer.cancel();
                if (path.equals("/ask")) {
                    reply(response, callback, "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"yes\"}}]}\n");
                } else {
                    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
                    stream(scheduler, response, callback);
                }
            }

            @Override
            public void failed(Throwable failure) {
                timer.cancel();
                callback.failed(failure);
            }
        });
        return true;
    }

    private static void stream(Scheduler scheduler, Response response, Callback callback) {
        response.write(false, ByteBuffer.wrap(EVENT), new Callback() {
            @Override
            public InvocationType getInvocationType() {
                return InvocationType.NON_BLOCKING;
            }

            @Override
            public void succeeded() {
                scheduler.schedule(() -> stream(scheduler, response, callback), 500, TimeUnit.MILLISECONDS);
            }

            @Override
            public void failed(Throwable failure) {
                callback.failed(failure);
            }
        });
    }

    private static void reply(Response response, Callback callback, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
