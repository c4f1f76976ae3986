package org.dasllm.wire.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The library's threads, which serve any number of connections: one a core, and at most four. */
final class EventLoops {
    private static final int MOST_THREADS = 4;

    static {
        // Read once by the library. Names are the operating system's to look up.
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    private EventLoops() {}

    static int count() {
        return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** Threads of one's own, none of which keeps the process from ending. */
    static Vertx create(Optional<Transport> transport) {
        VertxBuilder builder = Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(count())
                        .setWorkerPoolSize(Runtime.getRuntime().availableProcessors())
                        .setUseDaemonThread(true)
                        // Nothing is read from the class path by the library, nor kept in files of its own.
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false))
                        .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1)));
        transport.ifPresent(builder::withTransport);
        return builder.build();
    }

    /** The threads of all clients of this process. */
    static Vertx ofClients() {
        return OfClients.VERTX;
    }

    private static final class OfClients {
        static final Vertx VERTX = create(Optional.empty());
    }
}
