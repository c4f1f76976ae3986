package org.dasllm.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CUDA without a card: the kernels, compiled for the CPU by g++, behind libraries that have the names and the calls of
 * CUDA's own. Everything of ours runs as it does on a card; what does not is NVRTC, cuBLASLt's kernels, and the hardware.
 */
final class Emulator {
    private static final Pattern KERNEL = Pattern.compile("extern \"C\" void (\\w+)\\s*\\(");

    /** Libraries that only pass on to the first one. */
    private static final List<String> OTHERS =
            List.of("libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libnvrtc.so.13");

    private Emulator() {}

    /** Lets this process find the emulator in place of CUDA; skips the test where there is no g++, or another CPU. */
    static void use() {
        needsCompiler();
        System.setProperty(CudaLibraries.FOLDERS_PROPERTY, Built.FOLDER.toString());
    }

    private static void needsCompiler() {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64")
                        && System.getProperty("os.name").equals("Linux"),
                "the emulator of CUDA runs on Linux on x86-64 only");
        assumeTrue(works("g++", "--version"), "there is no g++, which the emulator of CUDA is compiled with");
    }

    /** A library that has a name and nothing in it. */
    static Path empty(Path folder, String name) {
        needsCompiler();
        try {
            write(folder, "empty.cpp", "");
            run(folder, "g++", "-shared", "-Wl,-soname," + name, "empty.cpp", "-o", name);
            return folder.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Built once a process. */
    private static final class Built {
        static final Path FOLDER = build();
    }

    private static boolean works(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path build() {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "emulator");
            write(folder, "language.hpp", resource("emulator/language.hpp"));
            write(folder, "driver.cpp", resource("emulator/driver.cpp"));
            StringBuilder kernels = new StringBuilder("#include \"language.hpp\"\n").append(resource("common.cuh"));
            for (String name : KernelCompiler.SOURCES) {
                kernels.append(resource(name + ".cu"));
            }
            Path source = write(folder, "kernels.cpp", kernels.toString());
            run(folder, "g++", "-std=c++17", "-E", "-P", "kernels.cpp", "-o", "kernels.ii");
            kernels.append(register(Files.readString(folder.resolve("kernels.ii"))));
            Files.writeString(source, kernels.toString());
            List<String> flags = List.of("-std=c++17", "-O2", "-fPIC", "-shared", "-Wall", "-Werror");
            List<String> driver = new ArrayList<>(List.of("g++"));
            driver.addAll(flags);
            driver.addAll(
                    List.of("-Wno-unknown-pragmas", "-Wl,-soname,libcuda.so.1", "driver.cpp", "kernels.cpp", "-o"));
            driver.add("libcuda.so.1");
            run(folder, driver.toArray(String[]::new));
            write(folder, "empty.cpp", "");
            for (String other : OTHERS) {
                run(
                        folder,
                        "g++",
                        "-shared",
                        "-Wl,-soname," + other,
                        "-Wl,--no-as-needed",
                        "empty.cpp",
                        "-o",
                        other,
                        "-L.",
                        "-l:libcuda.so.1");
            }
            return folder.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list of the kernels by their names, which the emulator's driver finds them by. */
    private static String register(String preprocessed) {
        TreeSet<String> names = new TreeSet<>();
        Matcher matcher = KERNEL.matcher(preprocessed);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        StringBuilder list = new StringBuilder("\nconst emulator::Registered emulator::registered[] = {\n");
        names.forEach(name -> list.append("    {\"%s\", &emulator::Entry<&%s>::run},\n".formatted(name, name)));
        return list.append("};\nconst int emulator::registered_count = ")
                .append(names.size())
                .append(";\n")
                .toString();
    }

    private static void run(Path folder, String... command) throws IOException {
        Path log = folder.resolve("log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(Map.of("LC_ALL", "C"));
            if (builder.start().waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Emulator.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
