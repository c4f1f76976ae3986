package org.dasllm.hub;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.dasllm.format.progress.Progress;
import org.dasllm.hub.api.Patience;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.pull.FileChoice;
import org.dasllm.hub.pull.Pull;
import org.dasllm.hub.settings.HubSettings;

/** A small model, and how the tests pull it. */
final class Tiny {
    static final String MODEL = "org/model";
    static final Patience QUICK = new Patience(4, Duration.ofMillis(10), Duration.ofSeconds(5));
    static final Predicate<String> TOKENIZER = name -> name.startsWith("tokenizer");

    private Tiny() {}

    /** Two shards, an index, a tokenizer, terms, and what no pull needs. */
    static FakeHub.Repository on(FakeHub hub, int bytesOfAShard) {
        return hub.repository(MODEL)
                .file("config.json", "{\"model_type\": \"llama\"}")
                .file("generation_config.json", "{}")
                .file("tokenizer.json", "{\"version\": \"1.0\"}")
                .file("tokenizer_config.json", "")
                .file("LICENSE", "Do as you like.")
                .file("README.md", "---\nlicense: apache-2.0\n---\n")
                .file("pytorch_model.bin", new byte[1000])
                .file("onnx/model.onnx", new byte[1000])
                .file(
                        "model.safetensors.index.json",
                        "{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\","
                                + " \"b\": \"model-00002-of-00002.safetensors\"}}")
                .file("model-00001-of-00002.safetensors", random(1, bytesOfAShard))
                .file("model-00002-of-00002.safetensors", random(2, bytesOfAShard));
    }

    static byte[] random(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    static HubSettings settings(String endpoint, Path home, String... more) {
        Map<String, String> environment =
                new java.util.HashMap<>(Map.of("HF_ENDPOINT", endpoint, "HF_HOME", home.toString()));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return HubSettings.of(environment, home);
    }

    static Pull pull(HubSettings settings, String model) {
        return pull(settings, model, Optional.empty());
    }

    static Pull pull(HubSettings settings, String model, Optional<Path> to, String... files) {
        return new Pull(
                settings,
                ModelName.parse(model),
                new FileChoice(TOKENIZER, List.of(files)),
                to,
                4,
                QUICK,
                Progress.SILENT);
    }
}
