package org.dasllm.engine.schedule;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.Supplier;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Pass;
import org.jspecify.annotations.Nullable;

/** A device whose passes fail where a token is among their rows, or always. */
final class FaultyDevice extends DelegatingDevice {
    private final int token;
    private final Supplier<? extends Throwable> fault;
    private volatile boolean always;

    FaultyDevice(Device device, int token, Supplier<? extends Throwable> fault) {
        super(device);
        this.token = token;
        this.fault = fault;
    }

    /** From now on, or no longer, every pass fails. */
    void fail(boolean now) {
        always = now;
    }

    @Override
    public Pass inferencePass() {
        Pass pass = device.inferencePass();
        return (Pass) Proxy.newProxyInstance(
                Pass.class.getClassLoader(), new Class<?>[] {Pass.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("gather") && (always || has(arguments))) {
                        throw fault.get();
                    }
                    try {
                        return method.invoke(pass, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause() == null ? thrown : thrown.getCause();
                    }
                });
    }

    private boolean has(@Nullable Object[] arguments) {
        return Arrays.stream(arguments)
                .anyMatch(
                        each -> each instanceof int[] ids && Arrays.stream(ids).anyMatch(id -> id == token));
    }
}
