package org.dasllm.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Compiles the kernels, CUDA C++ among this module's resources, by NVRTC. */
final class KernelCompiler {
    /** Every source but the one that stands in front of all. */
    static final List<String> SOURCES = List.of("elements", "rows", "attention", "flash", "cache", "loss");

    private KernelCompiler() {}

    /** A source, with what all of them share in front. */
    static String source(String name) {
        return resource("common.cuh") + resource(name + ".cu");
    }

    private static String resource(String name) {
        try (InputStream stream = KernelCompiler.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The kernels' source " + name + " is missing from the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** NVRTC's name of the code to make for a card: machine code where it knows the card, else PTX that the driver ends. */
    static String architecture(int capability) {
        int[] count = new int[1];
        Status.compiler(nvrtc.nvrtcGetNumSupportedArchs(count), "count what it compiles for");
        int[] known = new int[count[0]];
        Status.compiler(nvrtc.nvrtcGetSupportedArchs(known), "say what it compiles for");
        if (Arrays.stream(known).anyMatch(each -> each == capability)) {
            return "sm_" + capability;
        }
        int older = Arrays.stream(known)
                .filter(each -> each < capability)
                .max()
                .orElseThrow(() -> new IllegalStateException(
                        "This CUDA compiles for none of the cards up to compute capability " + capability));
        return "compute_" + older;
    }

    /** NVRTC's version, such as 13.1. */
    static String version() {
        int[] major = new int[1];
        int[] minor = new int[1];
        Status.compiler(nvrtc.nvrtcVersion(major, minor), "say its version");
        return major[0] + "." + minor[0];
    }

    /**
     * What the driver loads: machine code for {@code sm_…}, PTX for {@code compute_…}.
     *
     * @param options more of them, such as {@code -DNAME=1}
     */
    static byte[] compile(String name, String architecture, List<String> options) {
        List<String> all = Stream.concat(
                        Stream.of("--gpu-architecture=" + architecture, "--std=c++17"), options.stream())
                .toList();
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer source = new BytePointer(source(name), StandardCharsets.UTF_8);
                BytePointer file = new BytePointer(name + ".cu", StandardCharsets.UTF_8);
                PointerPointer<BytePointer> list = new PointerPointer<>(all.toArray(String[]::new))) {
            PointerPointer<Pointer> none = null;
            Status.compiler(nvrtc.nvrtcCreateProgram(program, source, file, 0, none, none), "take " + name + ".cu");
            try {
                int status = nvrtc.nvrtcCompileProgram(program, all.size(), list);
                if (status != nvrtc.NVRTC_SUCCESS) {
                    throw new IllegalStateException("NVRTC does not compile " + name + ".cu: " + log(program));
                }
                return architecture.startsWith("sm_") ? machineCode(program) : ptx(program);
            } finally {
                nvrtc.nvrtcDestroyProgram(program);
            }
        }
    }

    private static byte[] machineCode(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            Status.compiler(nvrtc.nvrtcGetCUBINSize(program, size), "say how long the code is");
            byte[] code = new byte[Math.toIntExact(size.get())];
            Status.compiler(nvrtc.nvrtcGetCUBIN(program, code), "give the code");
            return code;
        }
    }

    private static byte[] ptx(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            Status.compiler(nvrtc.nvrtcGetPTXSize(program, size), "say how long the PTX is");
            byte[] text = new byte[Math.toIntExact(size.get())];
            Status.compiler(nvrtc.nvrtcGetPTX(program, text), "give the PTX");
            return text;
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            if (nvrtc.nvrtcGetProgramLogSize(program, size) != nvrtc.NVRTC_SUCCESS) {
                return "no log";
            }
            byte[] text = new byte[Math.toIntExact(size.get())];
            nvrtc.nvrtcGetProgramLog(program, text);
            return new String(text, StandardCharsets.UTF_8).strip();
        }
    }
}
