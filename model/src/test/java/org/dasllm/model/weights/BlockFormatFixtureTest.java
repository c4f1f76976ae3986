package org.dasllm.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.tensor.BlockFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks of few bits beside ggml's, whose bytes tools/reference/block_formats.py recorded: all equal. */
class BlockFormatFixtureTest {
    private static Path file() {
        try {
            return Path.of(Objects.requireNonNull(BlockFormatFixtureTest.class.getResource(
                            "/reference/block-formats/block-formats.safetensors"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesAreThoseOfGgml(BlockFormat format) {
        try (SafetensorsFile file = SafetensorsFile.open(file())) {
            float[] values = file.floats("weight");
            ByteBuffer expected = file.data(format.name().toLowerCase(Locale.ROOT));
            ByteBuffer found = ByteBuffer.allocate(expected.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] codes = new byte[BlockFormat.BLOCK];
            for (int block = 0; block < values.length; block += BlockFormat.BLOCK) {
                found.putShort(format.quantise(values, block, codes));
                if (format == BlockFormat.Q8_0) {
                    found.put(codes);
                } else {
                    for (int i = 0; i < BlockFormat.BLOCK / 2; i++) {
                        found.put((byte) ((codes[i] + 8) | ((codes[i + BlockFormat.BLOCK / 2] + 8) << 4)));
                    }
                }
            }
            assertThat(found.hasRemaining()).isFalse();
            byte[] bytes = new byte[expected.remaining()];
            expected.get(bytes);
            assertThat(found.array()).isEqualTo(bytes);
        }
    }
}
