package org.dasllm.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufWriter;
import org.dasllm.format.gguf.TensorType;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.ModelFolder;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.tensor.BlockFormat;

/** Writes a model's folder as a GGUF file, for llama.cpp and Ollama. */
public final class GgufExport {
    private GgufExport() {}

    /** How matrices are stored; norms and biases are float32 always. */
    public enum Type {
        /** As exact as the folder. */
        F32(TensorType.F32, 0),
        F16(TensorType.F16, 1),
        BF16(TensorType.BF16, 32),
        Q8_0(TensorType.Q8_0, 7),
        /** The embedding and the head are kept in {@link #Q8_0}: they take the most of few bits. */
        Q4_0(TensorType.Q4_0, 2);

        private final TensorType stored;
        private final int fileType;

        Type(TensorType stored, int fileType) {
            this.stored = stored;
            this.fileType = fileType;
        }
    }

    /**
     * Writes the file.
     *
     * @param folder a model in the Hugging Face layout
     * @param out the file; an older one is replaced when the new one is whole
     * @throws DasllmException if the folder is not a whole model, or is one that llama.cpp would compute in another way
     */
    public static void write(Path folder, Path out, Type type, Progress progress) {
        Path unchecked = out.toAbsolutePath().resolveSibling("." + out.getFileName() + ".partial");
        try (ModelFolder model = ModelFolder.open(folder)) {
            GgufArchitecture architecture = GgufArchitecture.of(model.config().architecture());
            GgufWriter writer = new GgufWriter();
            new GgufKeys(model.config(), architecture).write(writer, model.name(), type.fileType);
            new TokenizerKeys(folder).write(writer, model.config());
            List<WeightSpec> specs = model.spec().weights();
            for (WeightSpec spec : specs) {
                add(writer, model, architecture, spec, type);
            }
            progress.start("Writing " + out, specs.size(), "tensors");
            int[] done = {0};
            writer.write(unchecked, () -> progress.update(++done[0], ""));
            progress.finish();
            requireSame(model.config(), unchecked, folder);
            Files.move(unchecked, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FileFailure.writing(out, 0, e);
        } finally {
            try {
                Files.deleteIfExists(unchecked);
            } catch (IOException e) {
                progress.line("The unfinished file " + unchecked + " could not be removed");
            }
        }
    }

    private static void add(
            GgufWriter writer, ModelFolder model, GgufArchitecture architecture, WeightSpec spec, Type type) {
        List<Long> shape = Arrays.stream(spec.shape()).boxed().toList();
        TensorType stored = stored(spec, type);
        writer.tensor(GgufNames.of(architecture, spec.name()), stored, shape, () -> {
            float[] values =
                    model.checkpoint().floats(model.weights().info(spec).name());
            if (architecture.isGemma() && spec.role() == WeightSpec.Role.NORM_FROM_ONE) {
                for (int i = 0; i < values.length; i++) {
                    values[i] += 1;
                }
            }
            int heads = GgufNames.interleavedHeads(architecture, model.config().attention(), spec);
            return encoded(heads == 0 ? values : GgufWeights.sideBySide(values, (int) spec.shape()[0], heads), stored);
        });
    }

    private static TensorType stored(WeightSpec spec, Type type) {
        if (spec.shape().length < 2) {
            return TensorType.F32;
        }
        boolean outer = spec.role() == WeightSpec.Role.EMBEDDING || spec.role() == WeightSpec.Role.HEAD;
        TensorType stored = type == Type.Q4_0 && outer ? TensorType.Q8_0 : type.stored;
        // A row that blocks do not divide is kept in 16 bits, as llama.cpp's own quantiser does.
        return spec.columns() % stored.blockElements() == 0 ? stored : TensorType.F16;
    }

    private static ByteBuffer encoded(float[] values, TensorType type) {
        return switch (type) {
            case F32 -> SafetensorsWriter.encoded(values, DType.F32);
            case F16 -> SafetensorsWriter.encoded(values, DType.F16);
            case BF16 -> SafetensorsWriter.encoded(values, DType.BF16);
            case Q8_0 -> GgufBlocks.of(values, BlockFormat.Q8_0);
            case Q4_0 -> GgufBlocks.of(values, BlockFormat.Q4_0);
            default -> throw new IllegalStateException("not written as " + type);
        };
    }

    /** What the file says must be this model: much of some families is in llama.cpp's code and not in the file. */
    private static void requireSame(ModelConfig config, Path file, Path folder) {
        try (GgufFile written = GgufFile.open(file)) {
            ModelConfig read = new GgufConfig(written).read();
            List<String> others = new ArrayList<>();
            differ(
                    "its attention",
                    close(config.attention().scale(), read.attention().scale())
                            && config.attention().softCap() == read.attention().softCap()
                            && config.attention().bias() == read.attention().bias(),
                    others);
            differ("its feed-forward block", config.feedForward().equals(read.feedForward()), others);
            differ("its windows or rotary embedding", config.positions().equals(read.positions()), others);
            differ("its norms", close(config.normEpsilon(), read.normEpsilon()), others);
            differ("its output head", config.head().equals(read.head()), others);
            if (!others.isEmpty()) {
                throw DasllmException.input(
                        "llama.cpp would compute the model in " + folder + " in another way: a GGUF file cannot say "
                                + String.join(", ", others),
                        "Serve it with this program, or take another base model");
            }
        }
    }

    private static void differ(String what, boolean same, List<String> others) {
        if (!same) {
            others.add(what);
        }
    }

    private static boolean close(double one, double other) {
        return Math.abs(one - other) <= 1e-6 * Math.abs(one);
    }
}
