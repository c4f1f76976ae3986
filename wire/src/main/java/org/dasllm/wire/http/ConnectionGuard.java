package org.dasllm.wire.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one connection while no request of it is answered: for a request's head, and for the silence between two
 * requests. It stands before everything else, since the library tells of a connection only with its first request. On the
 * connection's thread throughout.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    private enum Waiting {
        FOR_A_REQUEST,
        FOR_THE_REST_OF_A_HEAD,
        FOR_NOTHING
    }

    private final Connections connections;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> deadline;
    private Waiting waiting = Waiting.FOR_THE_REST_OF_A_HEAD;
    private boolean multiplexed;
    private int exchanges;

    ConnectionGuard(Connections connections) {
        this.connections = connections;
    }

    /** Whose connection it is, as both libraries spell it. */
    static String key(String address, int port) {
        return address + "|" + port;
    }

    static String key(InetSocketAddress remote) {
        return key(remote.getAddress().getHostAddress(), remote.getPort());
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        if (!connections.enter(this, key((InetSocketAddress) active.channel().remoteAddress()))) {
            Future<?> unused = active.close();
            return;
        }
        within(connections.headerDeadline());
        active.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        // Other frames than a request's come on HTTP/2 too, and do not mean that one has begun.
        if (waiting == Waiting.FOR_A_REQUEST && !multiplexed) {
            waiting = Waiting.FOR_THE_REST_OF_A_HEAD;
            within(connections.headerDeadline());
        }
        active.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        cancel();
        connections.leave(this, key((InetSocketAddress) active.channel().remoteAddress()));
        active.fireChannelInactive();
    }

    /** A request has come. */
    void begin(boolean ofMany) {
        multiplexed = ofMany;
        exchanges++;
        waiting = Waiting.FOR_NOTHING;
        cancel();
    }

    /** A request has been answered. */
    void end() {
        exchanges--;
        if (exchanges == 0) {
            waiting = Waiting.FOR_A_REQUEST;
            if (connections.draining()) {
                close();
            } else {
                within(connections.keepAlive());
            }
        }
    }

    /** Ends a connection on which nothing goes on; may be called on any thread. */
    void closeIfIdle() {
        ChannelHandlerContext active = context;
        if (active != null) {
            active.executor().execute(() -> {
                if (waiting == Waiting.FOR_A_REQUEST) {
                    close();
                }
            });
        }
    }

    private void within(Duration time) {
        cancel();
        if (context != null) {
            deadline = context.executor().schedule(this::close, time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void close() {
        if (context != null) {
            Future<?> unused = context.close();
        }
    }
}
