package org.dasllm.onednn;

import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.dasllm.onednn.tuning.ProductChoice;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Precision;

/** Finds out whether oneDNN's library and Java's vectors are there, without loading either. */
public final class OneDnnProvider implements DeviceProvider {
    private static final String VECTORS = "jdk.incubator.vector";

    @Override
    public String name() {
        return OneDnnDevice.NAME;
    }

    @Override
    public int preference() {
        String architecture = System.getProperty("os.arch", "");
        boolean known = architecture.equals("amd64") || architecture.equals("x86_64") || architecture.equals("aarch64");
        return known ? 200 : 10;
    }

    @Override
    public Optional<String> unavailable() {
        if (ModuleLayer.boot().findModule(VECTORS).isEmpty()) {
            return Optional.of("Java runs without its vectors; start it with --add-modules " + VECTORS);
        }
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return Optional.of("the CPU is big-endian");
        }
        String platform = Loader.Detector.getPlatform();
        for (String library : new String[] {"dnnl/%s/jnidnnl", "opencl/%s/jniOpenCL"}) {
            int name = library.lastIndexOf('/') + 1;
            String folder = "/org/bytedeco/" + library.substring(0, name).formatted(platform);
            String file = System.mapLibraryName(library.substring(name));
            if (OneDnnProvider.class.getResource(folder + file) == null) {
                return Optional.of("no " + file + " for " + platform + " is on the class path");
            }
        }
        return Optional.empty();
    }

    /** All of them: where the CPU does not multiply bfloat16, or does so more slowly, weights are kept in it and multiplied in float32. */
    @Override
    public Set<Precision> precisions() {
        return unavailable().isPresent() ? Set.of(Precision.FLOAT32) : EnumSet.allOf(Precision.class);
    }

    @Override
    public List<String> notes() {
        if (unavailable().isPresent()) {
            return List.of();
        }
        try {
            ProductChoice choice = ProductChoice.current();
            return List.of("products with weights in bfloat16, 8 or 4 bits: in "
                    + choice.type().text() + " (" + choice.reason() + ")");
        } catch (IllegalArgumentException refused) {
            return List.of("opens in float32 only: " + refused.getMessage());
        }
    }

    @Override
    public Device open(int threads, Precision precision) {
        Optional<String> reason = unavailable();
        if (reason.isPresent()) {
            throw new IllegalStateException("The onednn device cannot be used here: " + reason.get());
        }
        if (threads < 1) {
            throw new IllegalArgumentException("A device needs a thread at least, not " + threads);
        }
        if (!precisions().contains(precision)) {
            throw new IllegalArgumentException("The onednn device does not multiply in " + precision + " on this CPU");
        }
        return new OneDnnDevice(threads, precision);
    }
}
