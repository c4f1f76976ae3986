package org.dasllm.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
                            .map(weight ->
                                    new SafetensorsWriter.Entry(weight.name(), DType.BF16, weight.shape(), channel -> {
                                        fill(weight, channel);
                                        progress.update(++written[0], "");
                                    }))
                            .toList());
        });
        progress.finish();
    }

    private static void fill(WeightSpec weight, WritableByteChannel channel) throws IOException {
        RandomNumbers numbers = new RandomNumbers(NamedSeed.of(1, weight.name()));
        ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        long left = Short.BYTES * (long) weight.rows() * weight.columns();
        while (left > 0) {
            piece.clear().limit((int) Math.min(PIECE, left));
            if (weight.role() == WeightSpec.Role.NORM) {
                while (piece.hasRemaining()) {
                    piece.putShort(FloatCodec.toBfloat16(1));
                }
                piece.flip();
            } else {
                numbers.fill(piece.asShortBuffer());
            }
            left -= piece.remaining();
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        }
    }
}
