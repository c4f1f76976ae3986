package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.hub.pull.Pull;
import org.dasllm.hub.settings.HubSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub with a small model, and a folder to pull it to. */
abstract class PullFixture {
    static final int BYTES = 300_000;
    static final String SHARD = "model-00001-of-00002.safetensors";
    static final List<String> NEEDED = List.of(
            "LICENSE",
            "config.json",
            "generation_config.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
            "tokenizer.json",
            "tokenizer_config.json");

    @TempDir
    Path home;

    FakeHub hub;
    FakeHub.Repository model;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
        model = Tiny.on(hub, BYTES);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    HubSettings settings(String... more) {
        return Tiny.settings(hub.endpoint(), home, more);
    }

    Path pull(String... more) throws InterruptedException {
        Pull pull = Tiny.pull(settings(more), Tiny.MODEL);
        return pull.run(pull.plan());
    }

    Path blobs() {
        return home.resolve("hub/models--org--model/blobs");
    }

    Path partial() {
        return blobs().resolve(FakeHub.etag(SHARD, model.of(SHARD)) + ".dasllm.incomplete");
    }

    void assertRight(Path folder) throws IOException {
        for (String name : NEEDED) {
            assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(model.of(name));
        }
    }
}
