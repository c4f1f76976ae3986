package org.dasllm.wire.client;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread a core for what takes longer than the threads of connections may be kept: reading answers, and looking at ports. */
final class Workers {
    static final ThreadPoolExecutor EXECUTOR = create();

    private Workers() {}

    private static ThreadPoolExecutor create() {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "answers");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
