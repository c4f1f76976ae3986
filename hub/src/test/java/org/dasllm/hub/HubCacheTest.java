package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.Origin;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.pull.PullPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache as huggingface_hub 2.4.0 leaves it, entry by entry; tools/hub compares with the real one. */
final class HubCacheTest {
    private static final ModelName MODEL = ModelName.parse(Tiny.MODEL);

    @TempDir
    Path home;

    private Path model;
    private HubCache cache;

    @BeforeEach
    void lay() throws IOException {
        cache = new HubCache(home.resolve("hub"));
        model = cache.model(Tiny.MODEL);
        write("hub/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
        write("hub/version.txt", "1");
        write("hub/.locks/models--org--model/abc.lock", "");
        write("hub/datasets--org--data/refs/main", FakeHub.COMMIT);
        Files.createDirectories(
                home.resolve("hub/datasets--org--data/snapshots").resolve(FakeHub.COMMIT));
        // The store that several models share, to which a model's own blob is a link.
        write("hub/blobs/.huggingface-shared-blobs", "1\n");
        write("hub/blobs/ab/abcd", "the weights");
        write("hub/models--org--model/.no_exist/" + FakeHub.COMMIT + "/added_tokens.json", "");
        write("hub/models--org--model/trees/" + FakeHub.COMMIT + ".json", "{\"format_version\": 1, \"files\": {}}");
        write("hub/models--org--model/refs/main", FakeHub.COMMIT);
        write("hub/models--org--model/refs/refs/pr/1", FakeHub.COMMIT);
        write("hub/models--org--model/refs/v0", "f".repeat(40));
        write("hub/models--org--model/refs/broken", "not a commit");
        content("config.json", "{}");
        content("README.md", "---\nlicense: mit\n---\n");
        String weights = FakeHub.etag("model.safetensors", "the weights".getBytes(StandardCharsets.UTF_8));
        Files.createSymbolicLink(model.resolve("blobs").resolve(weights), Path.of("../../blobs/ab/abcd"));
        link("model.safetensors", weights);
    }

    private void write(String path, String text) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void content(String name, String text) throws IOException {
        String hash = FakeHub.etag(name, text.getBytes(StandardCharsets.UTF_8));
        write("hub/models--org--model/blobs/" + hash, text);
        link(name, hash);
    }

    private void link(String name, String hash) throws IOException {
        Path place = model.resolve("snapshots").resolve(FakeHub.COMMIT).resolve(name);
        Files.createDirectories(place.getParent());
        Files.createSymbolicLink(place, Path.of("../../blobs", hash));
    }

    @Test
    void isRead() {
        assertThat(cache.snapshots()).hasSize(1);
        Snapshot snapshot = cache.find(MODEL).orElseThrow();
        assertThat(snapshot).isEqualTo(cache.snapshots().get(0));
        assertThat(snapshot.missing()).isEmpty();
        assertThat(snapshot.folder().resolve("model.safetensors")).hasContent("the weights");
        assertThat(snapshot.licence()).hasToString("mit");
        assertThat(cache.revisions(snapshot)).containsExactly("main", "refs/pr/1");
        assertThat(Origin.of(snapshot.folder()))
                .containsOnly(
                        Map.entry("model", Tiny.MODEL),
                        Map.entry("commit", FakeHub.COMMIT),
                        Map.entry("licence", "mit"));
        assertThat(cache.find(MODEL.at("refs/pr/1"))).contains(snapshot);
        assertThat(cache.find(MODEL.at(FakeHub.COMMIT))).contains(snapshot);
        for (String other : List.of("v0", "broken", "absent")) {
            assertThat(cache.find(MODEL.at(other))).as(other).isEmpty();
        }
        assertThat(cache.find(ModelName.parse("org/other"))).isEmpty();
    }

    @Test
    void aSnapshotInPartIsKnownForOne() throws IOException {
        Snapshot snapshot = cache.find(MODEL).orElseThrow();
        Files.delete(snapshot.folder().resolve("model.safetensors"));
        assertThat(snapshot.missing()).containsExactly("model.safetensors");
        content(
                "model.safetensors.index.json",
                "{\"weight_map\": {\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}}");
        content("model-1.safetensors", "one");
        assertThat(snapshot.missing()).containsExactly("model-2.safetensors");
        // A link whose content was removed.
        Files.delete(model.resolve("blobs")
                .resolve(Files.readSymbolicLink(snapshot.folder().resolve("config.json"))
                        .getFileName()));
        assertThat(snapshot.missing()).containsExactly("config.json", "model-2.safetensors");
    }

    @Test
    void whatPythonHasPulledIsNotPulledAgain() throws Exception {
        try (FakeHub hub = new FakeHub()) {
            hub.repository(Tiny.MODEL).file("config.json", "{}").file("model.safetensors", "the weights");
            PullPlan plan =
                    Tiny.pull(Tiny.settings(hub.endpoint(), home), Tiny.MODEL).plan();
            assertThat(plan.coming()).isZero();
            Tiny.pull(Tiny.settings(hub.endpoint(), home), Tiny.MODEL).run(plan);
            assertThat(hub.requestsTo("store")).isEmpty();
            assertThat(home.resolve("hub/blobs/ab/abcd")).hasContent("the weights");
            assertThat(cache.find(MODEL).orElseThrow().pulled()).isPresent();
        }
    }
}
