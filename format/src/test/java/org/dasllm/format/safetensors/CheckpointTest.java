package org.dasllm.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    Path dir;

    private final Map<String, String> weightMap = new TreeMap<>(Map.of("a", FIRST, "b", FIRST, "c", SECOND));

    @BeforeEach
    void writeShards() {
        SafetensorsWriter.write(dir.resolve(FIRST), Map.of(), List.of(tensor("a", 1), tensor("b", 2)));
        SafetensorsWriter.write(dir.resolve(SECOND), Map.of(), List.of(tensor("c", 3)));
        writeIndex();
    }

    @Test
    void readsShardsAndDoesNotTrustTotalSize() {
        try (Checkpoint checkpoint = Checkpoint.open(dir)) {
            assertThat(checkpoint.names()).containsExactly("a", "b", "c");
            assertThat(checkpoint.floats("c")).containsExactly(3f);
            assertThat(checkpoint.data("b").getFloat()).isEqualTo(2f);
            assertThat(checkpoint.contains("d")).isFalse();
            assertThatThrownBy(() -> checkpoint.info("d")).hasMessageContaining("has no tensor 'd'");
        }
    }

    @Test
    void aSingleFileGoesFirst() {
        SafetensorsWriter.write(dir.resolve(Checkpoint.SINGLE), Map.of(), List.of(tensor("only", 1)));
        try (Checkpoint checkpoint = Checkpoint.open(dir)) {
            assertThat(checkpoint.names()).containsExactly("only");
        }
    }

    @Test
    void aMissingShardIsNamed() throws Exception {
        Files.delete(dir.resolve(SECOND));
        assertRefused("The shard " + dir.resolve(SECOND));
    }

    @Test
    void pathsAreRefused() {
        for (String file : new String[] {"../" + FIRST, "/etc/passwd", "sub\\" + FIRST, "..", ""}) {
            weightMap.put("a", file);
            writeIndex();
            assertRefused("not the plain name of a file");
        }
    }

    @Test
    void aTensorThatIsNotInItsShardIsRefused() {
        weightMap.put("d", SECOND);
        writeIndex();
        assertRefused("puts 'd' into " + dir.resolve(SECOND) + ", and it is not there");
    }

    @Test
    void aTensorThatTheIndexDoesNotTellIsRefused() {
        weightMap.remove("b");
        writeIndex();
        assertRefused("has the tensor 'b', which");
    }

    @Test
    void aTensorInTwoShardsIsRefused() {
        SafetensorsWriter.write(dir.resolve(SECOND), Map.of(), List.of(tensor("a", 9), tensor("c", 3)));
        assertRefused("has the tensor 'a', which");
    }

    @Test
    void anIndexWithoutAMapIsRefused() {
        Json.write(dir.resolve(Checkpoint.INDEX), Map.of("weight_map", Map.of()));
        assertRefused("has no weight_map");
    }

    @Test
    void aFolderWithoutWeightsIsRefused() throws Exception {
        Path empty = Files.createDirectory(dir.resolve("empty"));
        assertThatThrownBy(() -> Checkpoint.open(empty).close())
                .hasMessageContaining("has neither model.safetensors nor");
    }

    private static SafetensorsWriter.Entry tensor(String name, float value) {
        return SafetensorsWriter.floats(name, new long[] {1}, new float[] {value}, DType.F32);
    }

    private void writeIndex() {
        Json.write(dir.resolve(Checkpoint.INDEX), Map.of("metadata", Map.of("total_size", 1), "weight_map", weightMap));
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> Checkpoint.open(dir).close())
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(reason);
    }
}
