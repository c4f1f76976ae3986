package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaStoreTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "smollm2,                     registry.ollama.ai/library/smollm2/latest",
        "smollm2:135m,                registry.ollama.ai/library/smollm2/135m",
        "someone/their-model:v1.2,    registry.ollama.ai/someone/their-model/v1.2",
        "hf.co/org/Model-GGUF:Q4_K_M, hf.co/org/Model-GGUF/Q4_K_M",
    })
    void modelsAreFoundByName(String name, String manifest) throws IOException {
        write(manifest, """
                {"schemaVersion": 2, "layers": [
                  {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:%s", "size": 1},
                  {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:%s", "size": 2}]}
                """.formatted("f".repeat(64), DIGEST));
        assertThat(store().file(name)).isEqualTo(dir.resolve("blobs").resolve("sha256-" + DIGEST));
    }

    @Test
    void absentModelsAreNamedWithWhatToDo() {
        assertThatThrownBy(() -> store().file("smollm2:135m"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("Ollama has no model 'smollm2:135m' on this machine")
                .hasMessageContaining("ollama pull smollm2:135m");
    }

    @Test
    void aManifestCannotNameAFileOutsideTheStore() throws IOException {
        write("registry.ollama.ai/library/m/latest", """
                {"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../../../etc/passwd"}]}
                """);
        assertThatThrownBy(() -> store().file("m")).hasMessageContaining("names no layer with a model");
    }

    @Test
    void aModelThatIsMoreThanOneFileIsNotTakenForItsFirst() throws IOException {
        String layer = "{\"mediaType\": \"application/vnd.ollama.image.%s\", \"digest\": \"sha256:" + DIGEST + "\"}";
        String model = layer.formatted("model");
        write(
                "registry.ollama.ai/library/tuned/latest",
                "{\"layers\": [" + model + ", " + layer.formatted("adapter") + "]}");
        assertThatThrownBy(() -> store().file("tuned"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is a base model with an adapter beside it");
        write("registry.ollama.ai/library/large/latest", "{\"layers\": [" + model + ", " + model + "]}");
        assertThatThrownBy(() -> store().file("large"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is in 2 parts");
    }

    @Test
    void aCommandLineMeansAPathOrAModelOfOllamas() throws IOException {
        write("registry.ollama.ai/library/m/7b", """
                {"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:%s"}]}
                """.formatted(DIGEST));
        Map<String, String> environment = Map.of("OLLAMA_MODELS", dir.toString());
        assertThat(OllamaStore.resolve("ollama:m:7b", environment))
                .isEqualTo(dir.resolve("blobs").resolve("sha256-" + DIGEST));
        assertThat(OllamaStore.resolve("models/m.gguf", environment)).isEqualTo(Path.of("models/m.gguf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/b/c/d", "a:b/../c:d", ".hidden", "a//b"})
    void namesThatAreNoneAreRefused(String name) {
        assertThatThrownBy(() -> store().file(name))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is not the name of a model");
    }

    private OllamaStore store() {
        return OllamaStore.here(Map.of("OLLAMA_MODELS", dir.toString()));
    }

    private void write(String manifest, String json) throws IOException {
        Path file = dir.resolve("manifests").resolve(manifest);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
    }
}
