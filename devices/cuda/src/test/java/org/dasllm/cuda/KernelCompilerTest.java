package org.dasllm.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kernel through NVRTC, to PTX; skipped where CUDA's libraries are not installed. Needs no card. */
final class KernelCompilerTest {
    private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)");
    private static final Pattern KERNEL = Pattern.compile("KERNEL\\((\\w+)\\)\\s*\\(");

    @BeforeAll
    static void needsNvrtc(@TempDir Path folder) {
        Optional<Path> library = CudaLibraries.compiler();
        assumeTrue(
                library.isPresent(),
                "NVRTC is not installed; where libnvrtc.so.13 is in a folder of its own (such as that of the wheel"
                        + " nvidia-cuda-nvrtc), let Maven have -D" + CudaLibraries.FOLDERS_PROPERTY + "=FOLDER");
        System.load(library.get().toString());
        CudaLibraries.loadBuiltins(library.get());
        // Its bindings load those of the driver, too, which a machine without a card does not have: empty ones will do,
        // since nothing of them is called.
        for (String name : List.of("libcuda.so.1", "libcudart.so.13")) {
            System.load(Emulator.empty(folder, name).toString());
        }
        Loader.load(nvrtc.class);
    }

    @Test
    void everyKernelCompilesForHopper() {
        for (String source : KernelCompiler.SOURCES) {
            if (source.equals("attention") || source.equals("flash")) {
                continue;
            }
            String ptx = ptx(source, List.of());
            List<String> kernels = names(KERNEL, KernelCompiler.source(source), "name");
            assertThat(kernels).isNotEmpty();
            assertThat(names(ENTRY, ptx, "")).containsExactlyInAnyOrderElementsOf(kernels);
        }
    }

    @Test
    void everyVariantOfAttentionCompilesForHopper() {
        for (int[] variant : new int[][] {{64, 4}, {64, 8}, {32, 8}, {32, 16}, {16, 16}}) {
            String ptx = ptx("attention", List.of("-DVARIANT_TILE=" + variant[0], "-DVARIANT_COLUMNS=" + variant[1]));
            String suffix = "_" + variant[0] + "_" + variant[1];
            assertThat(names(ENTRY, ptx, ""))
                    .containsExactlyInAnyOrder(
                            "attention_delta",
                            "attention_forward" + suffix,
                            "attention_queries_backward" + suffix,
                            "attention_keys_backward" + suffix);
        }
    }

    @Test
    void everyVariantOfFlashAttentionCompilesForHopper() {
        for (int size : new int[] {64, 128, 256}) {
            assertThat(names(ENTRY, ptx("flash", List.of("-DFLASH_SIZE=" + size)), ""))
                    .containsExactlyInAnyOrder(
                            "flash_narrow",
                            "flash_delta",
                            "flash_add_parts",
                            "flash_forward_" + size,
                            "flash_queries_backward_" + size,
                            "flash_keys_backward_" + size);
        }
    }

    private static String ptx(String source, List<String> options) {
        return new String(KernelCompiler.compile(source, "compute_90", options), StandardCharsets.UTF_8);
    }

    private static List<String> names(Pattern pattern, String text, String butFor) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.equals(butFor))
                .toList();
    }
}
