package org.dasllm.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The signals that end a program. The first one stops it in order, a second one at once: the JVM by itself has nothing for a second one
 * while it waits for its hooks.
 */
public final class StopSignals {
    /** TERM is what {@code kill} and service managers send, INT what Ctrl-C does. */
    private static final List<String> SIGNALS = List.of("TERM", "INT");

    /** As shells have it for a program that a signal ended. */
    private static final int ENDED_BY_SIGNAL = 128;

    private StopSignals() {}

    /**
     * From now on the first of the signals runs something, on a thread of its own, and the next one ends the process. Where the JVM
     * handles a signal itself, as with {@code -Xrs}, all stays as it was.
     */
    public static void handle(Runnable stop) {
        AtomicInteger received = new AtomicInteger();
        for (String name : SIGNALS) {
            handle(name, number -> {
                if (received.getAndIncrement() == 0) {
                    stop.run();
                } else {
                    Runtime.getRuntime().halt(ENDED_BY_SIGNAL + number);
                }
            });
        }
    }

    /** By reflection: the type is one of the JDK's that every compiler warns of, and there is no other for it. */
    private static void handle(String name, IntConsumer received) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handling = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    received.accept((Integer) signal.getMethod("getNumber").invoke(arguments[0]));
                }
                return method.getReturnType() == boolean.class ? proxy == arguments[0] : null;
            };
            Object proxy =
                    Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {handler}, handling);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            // The JVM's own way stays: the process ends, and its clients see that it has.
            System.err.println("  The signal " + name + " is not handled here: the server would end at once.");
        }
    }
}
