package org.dasllm.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The kernels, each source compiled when one of its kernels is first asked for, and their launches. */
final class Kernels implements AutoCloseable {
    /** Threads of a block, where a kernel does not want another number. */
    static final int THREADS = 256;

    private static final int MOST_ARGUMENTS = 24;
    /** What a kernel may have of a block's shared memory without asking. */
    private static final int USUAL_SHARED = 48 << 10;

    private final Gpu gpu;
    private final String architecture;
    private final List<CUmod_st> modules = new ArrayList<>();
    private final Map<String, CUmod_st> bySource = new HashMap<>();
    private final Map<String, Kernel> kernels = new HashMap<>();

    /** One 8-byte place for every argument, and where each of them is. */
    private final LongPointer values = new LongPointer(MOST_ARGUMENTS);

    private final PointerPointer<Pointer> places = new PointerPointer<>(MOST_ARGUMENTS);

    Kernels(Gpu gpu) {
        this.gpu = gpu;
        architecture = KernelCompiler.architecture(gpu.capability);
        for (int i = 0; i < MOST_ARGUMENTS; i++) {
            places.put(i, new Address(values.address() + (long) i * Long.BYTES));
        }
    }

    /** A kernel, ready to be launched. */
    final class Kernel {
        private final String name;
        private final CUfunc_st function;
        private int shared;

        private Kernel(String name, CUfunc_st function) {
            this.name = name;
            this.function = function;
        }

        /** Launches one thread for every element, or fewer that stride. */
        void overElements(long count, Object... arguments) {
            long blocks = (count + THREADS - 1) / THREADS;
            launch((int) Math.min(blocks, 32L * gpu.multiprocessors), 1, THREADS, 0, arguments);
        }

        /**
         * Launches blocks of threads; none if a side is 0.
         *
         * @param sharedBytes of dynamic shared memory
         * @param arguments Long for an address or a 64-bit number, Integer, Float
         */
        void launch(int width, int height, int threads, int sharedBytes, Object... arguments) {
            if (width == 0 || height == 0) {
                return;
            }
            gpu.enter();
            for (int i = 0; i < arguments.length; i++) {
                values.put(i, bits(arguments[i]));
            }
            if (sharedBytes > USUAL_SHARED && sharedBytes > shared) {
                Status.driver(
                        cudart.cuFuncSetAttribute(
                                function, cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes),
                        "give " + name + " " + sharedBytes + " bytes of shared memory");
                shared = sharedBytes;
            }
            PointerPointer<Pointer> none = null;
            Status.driver(
                    cudart.cuLaunchKernel(
                            function, width, height, 1, threads, 1, 1, sharedBytes, gpu.stream, places, none),
                    "launch " + name);
        }
    }

    /** The least significant bytes are what a kernel reads: all platforms of CUDA are little-endian. */
    private static long bits(Object argument) {
        if (argument instanceof Float number) {
            return Float.floatToRawIntBits(number);
        }
        return ((Number) argument).longValue();
    }

    /** A kernel of a source. */
    Kernel get(String source, String name) {
        Kernel kernel = kernels.get(name);
        return kernel == null ? get(source, source, List.of(), name) : kernel;
    }

    /** A kernel of a source that is compiled in several ways; {@code key} names this one. */
    Kernel get(String source, String key, List<String> options, String name) {
        return kernels.computeIfAbsent(name, kernelName -> {
            CUmod_st module = bySource.computeIfAbsent(key, k -> load(source, options));
            CUfunc_st function = new CUfunc_st();
            Status.driver(cudart.cuModuleGetFunction(function, module, kernelName), "find the kernel " + kernelName);
            return new Kernel(kernelName, function);
        });
    }

    private CUmod_st load(String source, List<String> options) {
        gpu.enter();
        try (BytePointer image = new BytePointer(KernelCompiler.compile(source, architecture, options))) {
            CUmod_st module = new CUmod_st();
            Status.driver(cudart.cuModuleLoadData(module, image), "load the kernels of " + source);
            modules.add(module);
            return module;
        }
    }

    String description() {
        return "kernels by NVRTC " + KernelCompiler.version() + " for " + architecture;
    }

    @Override
    public void close() {
        gpu.enter();
        for (CUmod_st module : modules) {
            Status.driver(cudart.cuModuleUnload(module), "unload kernels");
        }
        modules.clear();
        kernels.clear();
        bySource.clear();
        values.close();
        places.close();
    }
}
