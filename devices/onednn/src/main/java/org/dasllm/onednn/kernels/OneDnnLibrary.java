package org.dasllm.onednn.kernels;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.dasllm.onednn.memory.NativeAddress;

/** oneDNN's native library: loaded once, one OpenMP thread a call, since the threads are ours. */
public final class OneDnnLibrary {
    private static final String ONE_THREAD = "OMP_NUM_THREADS=1";
    private static boolean loaded;

    private OneDnnLibrary() {}

    public static synchronized void load() {
        if (loaded) {
            return;
        }
        Loader.load(Loader.class);
        if (System.getenv("OMP_NUM_THREADS") == null && Loader.getPlatform().startsWith("linux")) {
            loadWithOneThread();
        } else {
            Loader.load(dnnl.class);
        }
        loaded = true;
    }

    /**
     * OpenMP reads its number of threads from the environment while it is loaded, and has no other switch that reaches
     * every thread. So the library sees an environment with one more variable for that moment; Java cannot set one.
     */
    private static void loadWithOneThread() {
        Pointer symbol = Loader.addressof("environ");
        if (symbol == null || symbol.isNull()) {
            Loader.load(dnnl.class);
            return;
        }
        LongPointer environ = new LongPointer(symbol);
        long before = environ.get(0);
        LongPointer variables = new LongPointer(new NativeAddress(before));
        int count = 0;
        while (variables.get(count) != 0) {
            count++;
        }
        // Never freed: code that has seen the variable may keep its address.
        LongPointer extended = new LongPointer(Pointer.malloc((count + 2L) * Long.BYTES));
        BytePointer variable = new BytePointer(Pointer.malloc(ONE_THREAD.length() + 1L));
        byte[] text = (ONE_THREAD + '\0').getBytes(US_ASCII);
        variable.put(text, 0, text.length);
        for (int i = 0; i < count; i++) {
            extended.put(i, variables.get(i));
        }
        extended.put(count, variable.address());
        extended.put(count + 1L, 0);
        environ.put(0, extended.address());
        try {
            Loader.load(dnnl.class);
        } finally {
            environ.put(0, before);
        }
    }

    public static String version() {
        var version = dnnl.dnnl_version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    /** The instruction set that oneDNN generates code for. */
    public static String instructionSet() {
        int isa = isa();
        if (isa == dnnl.dnnl_cpu_isa_default) {
            return System.getProperty("os.arch") + " instructions";
        }
        if (isa >= dnnl.dnnl_cpu_isa_avx512_core_amx) {
            return "AVX-512 with AMX and bf16";
        }
        if (isa >= dnnl.dnnl_cpu_isa_avx512_core_bf16) {
            return "AVX-512 with bf16";
        }
        if (isa >= dnnl.dnnl_cpu_isa_avx512_core) {
            return "AVX-512 without bf16";
        }
        if (isa >= dnnl.dnnl_cpu_isa_avx2) {
            return "AVX2 without bf16";
        }
        return "SSE4.1 or AVX without bf16";
    }

    /** {@code dnnl_cpu_isa_default} on other processors than x86: there the call answers with numbers of another meaning. */
    private static int isa() {
        return Loader.getPlatform().endsWith("x86_64") ? dnnl.dnnl_get_effective_cpu_isa() : dnnl.dnnl_cpu_isa_default;
    }

    public static boolean hasAvx2() {
        int isa = isa();
        return isa != dnnl.dnnl_cpu_isa_default && isa >= dnnl.dnnl_cpu_isa_avx2;
    }

    /** Whether products of bfloat16 are made of whole tiles by the processor. */
    static boolean hasAmx() {
        int isa = isa();
        return isa != dnnl.dnnl_cpu_isa_default && isa >= dnnl.dnnl_cpu_isa_avx512_core_amx;
    }

    public static boolean multipliesBfloat16() {
        int isa = isa();
        return isa != dnnl.dnnl_cpu_isa_default && isa >= dnnl.dnnl_cpu_isa_avx512_core_bf16;
    }

    /**
     * A number of rows that oneDNN's kernels for float32 take without a remainder, since a remainder is summed in another order: with
     * AVX-512 they take 8 rows at a time, with AVX2 6, with less 4 or 6.
     */
    public static int rowsOfWholeKernels() {
        int isa = isa();
        return isa == dnnl.dnnl_cpu_isa_default || isa >= dnnl.dnnl_cpu_isa_avx512_core ? 16 : 12;
    }

    /** @throws IllegalStateException if a call of oneDNN's has not answered with success */
    public static void check(int status, String what) {
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN could not " + what + ": status " + status);
        }
    }
}
