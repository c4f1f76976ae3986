package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
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
            assertThat(GgufBlocks.of(values, format)).isEqualTo(expected);
        }
    }
}
