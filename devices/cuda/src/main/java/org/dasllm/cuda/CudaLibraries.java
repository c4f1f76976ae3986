package org.dasllm.cuda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * CUDA's libraries, which come from the system: looked for where drivers, toolkits and containers put them, and loaded by
 * their whole paths before the bindings, so that nobody has to set a search path for the process.
 */
final class CudaLibraries {
    /** A list of folders to look in first. */
    static final String FOLDERS_PROPERTY = "dasllm.cuda.libraries";

    /** In the order of their dependencies. */
    private static final List<String> NAMES =
            List.of("libcuda.so.1", "libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libnvrtc.so.13");

    private static final String DRIVER = NAMES.get(0);
    private static boolean loaded;

    private CudaLibraries() {}

    /** Why they cannot be loaded, without loading any; empty if all are there. */
    static Optional<String> missing() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.of("it works on Linux only");
        }
        Set<Path> folders = folders();
        for (String name : NAMES) {
            if (find(name, folders).isEmpty()) {
                return Optional.of(
                        name.equals(DRIVER)
                                ? "no NVIDIA driver is installed (no " + name + ")"
                                : "CUDA 13's " + name + " was not found; install CUDA 13, or name its folder with -D"
                                        + FOLDERS_PROPERTY + "=");
            }
        }
        String bindings =
                "/org/bytedeco/cuda/" + Loader.Detector.getPlatform() + "/" + System.mapLibraryName("jnicudart");
        return CudaLibraries.class.getResource(bindings) == null
                ? Optional.of("no bindings to CUDA for " + Loader.Detector.getPlatform() + " are on the class path")
                : Optional.empty();
    }

    /**
     * Loads libraries and bindings.
     *
     * @throws UnsatisfiedLinkError if one of them does not load
     */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        Set<Path> folders = folders();
        for (String name : NAMES) {
            find(name, folders).ifPresent(path -> System.load(path.toString()));
        }
        compiler().ifPresent(CudaLibraries::loadBuiltins);
        loadBindings();
        loaded = true;
    }

    /** NVRTC opens a library of its own by name when it first compiles, and finds it beside itself only if it is loaded. */
    static void loadBuiltins(Path compiler) {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Objects.requireNonNull(compiler.getParent()), "libnvrtc-builtins.so.13*")) {
            files.forEach(file -> System.load(file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void loadBindings() {
        Loader.load(cudart.class);
        Loader.load(cublas.class);
        Loader.load(nvrtc.class);
    }

    /** Whether an NVIDIA driver is installed. */
    static boolean driver() {
        return find(DRIVER, folders()).isPresent();
    }

    /** NVRTC alone, which needs no driver. */
    static Optional<Path> compiler() {
        return find("libnvrtc.so.13", folders());
    }

    private static Optional<Path> find(String name, Set<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .map(Path::toAbsolutePath)
                .findFirst();
    }

    private static Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        addAll(folders, System.getProperty(FOLDERS_PROPERTY));
        addAll(folders, System.getenv("LD_LIBRARY_PATH"));
        String home = System.getenv("CUDA_HOME");
        if (home != null) {
            folders.add(Path.of(home, "lib64"));
        }
        String cpu = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        for (String folder : List.of(
                "/usr/local/cuda/lib64",
                "/usr/local/cuda-13/lib64",
                "/usr/local/nvidia/lib64",
                "/usr/local/cuda/compat",
                "/usr/lib/" + cpu,
                "/usr/lib64",
                "/usr/lib/" + cpu + "/nvidia/current",
                "/usr/lib/wsl/lib")) {
            folders.add(Path.of(folder));
        }
        return folders;
    }

    private static void addAll(Set<Path> folders, @Nullable String list) {
        if (list != null) {
            for (String folder : list.split(File.pathSeparator, -1)) {
                if (!folder.isBlank()) {
                    folders.add(Path.of(folder));
                }
            }
        }
    }
}
