package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose keys have changed are opened, or refused in one line, before anything is loaded. */
class GgufSourceFuzzTest {
    private static final Path FILES = Path.of("src/test/resources/reference/gguf");
    private static final String[] NAMES = {"llama3-bf16", "qwen3", "gemma2-bf16", "gemma3", "smollm3"};
    private static final int[] EXTREMES = {0, 1, 2, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 0x7fc00000};

    @TempDir
    private Path dir;

    @Test
    void changedKeysAreTakenOrRefused() throws IOException {
        int rounds = Integer.getInteger("dasllm.fuzz.rounds", 500);
        Random random = new Random(Long.getLong("dasllm.fuzz.seed", 9));
        byte[][] whole = new byte[NAMES.length][];
        for (int i = 0; i < NAMES.length; i++) {
            whole[i] = Files.readAllBytes(FILES.resolve(NAMES[i] + ".gguf"));
        }
        Path changed = dir.resolve("changed.gguf");
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = whole[random.nextInt(NAMES.length)].clone();
            int keys = new String(bytes, 0, 8192, StandardCharsets.ISO_8859_1).indexOf("chat_template");
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = 24 + random.nextInt(keys - 24);
                if (random.nextBoolean()) {
                    words.putInt(at, EXTREMES[random.nextInt(EXTREMES.length)]);
                } else {
                    bytes[at] = (byte) random.nextInt();
                }
            }
            Files.write(changed, bytes);
            try (GgufSource source = GgufSource.open(changed)) {
                source.template();
            } catch (DasllmException e) {
                assertThat(e.getMessage()).as("round " + round).doesNotContain("\n", "\r");
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round + " crashed", e);
            }
        }
        assertThat(refused).isBetween(rounds / 4, rounds - rounds / 100);
    }
}
