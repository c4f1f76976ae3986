package org.dasllm.cli.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.FloatCodec;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.weights.NamedSeed;
import org.dasllm.model.weights.WeightSpec;

/** A checkpoint in the Hugging Face layout with random weights in bfloat16, so that nothing need be downloaded. */
final class RandomCheckpoint {
    private static final int PIECE = 1 << 20;

    private RandomCheckpoint() {}

    /** Makes the folder: as a whole or not at all. */
    static void write(Path dir, ModelConfig config, Progress progress) {
        Decoder.Spec spec = Family.of(config).decoder(config);
        List<WeightSpec> weights = spec.weights();
        progress.start("random weights", weights.size(), "tensors");
        long[] written = {0};
        AtomicFile.writeDirectory(dir, folder -> {
            config.write(folder, "bfloat16");
            SafetensorsWriter.write(
                    folder.resolve(Checkpoint.SINGLE),
                    Map.of("format", "pt"),
                    weights.stream()
                            .map(weight -> new SafetensorsWriter.Entry(
                                    weight.name(), DType.BF16, weight.shape(), () -> pieces(weight)))
                            .toList(),
                    () -> progress.update(++written[0], ""));
        });
        progress.finish();
    }

    private static List<Supplier<ByteBuffer>> pieces(WeightSpec weight) {
        RandomNumbers numbers = new RandomNumbers(NamedSeed.of(1, weight.name()));
        List<Supplier<ByteBuffer>> pieces = new ArrayList<>();
        for (long left = Short.BYTES * (long) weight.rows() * weight.columns(); left > 0; left -= PIECE) {
            int bytes = (int) Math.min(PIECE, left);
            pieces.add(() -> weight.role() == WeightSpec.Role.NORM ? ones(bytes) : random(numbers, bytes));
        }
        return pieces;
    }

    private static ByteBuffer ones(int bytes) {
        ByteBuffer piece = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (piece.hasRemaining()) {
            piece.putShort(FloatCodec.toBfloat16(1));
        }
        return piece.flip();
    }

    private static ByteBuffer random(RandomNumbers numbers, int bytes) {
        ByteBuffer piece = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        numbers.fill(piece.asShortBuffer());
        return piece;
    }
}
