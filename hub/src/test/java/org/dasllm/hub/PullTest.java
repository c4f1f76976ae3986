package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.Origin;
import org.dasllm.hub.cache.PullRecord;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.pull.Pull;
import org.dasllm.hub.pull.PullPlan;
import org.dasllm.hub.settings.HubSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PullTest {
    private static final int BYTES = 300_000;
    private static final String SHARD = "model-00001-of-00002.safetensors";
    private static final List<String> NEEDED = List.of(
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

    private FakeHub hub;
    private FakeHub.Repository model;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
        model = Tiny.on(hub, BYTES);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private HubSettings settings(String... more) {
        return Tiny.settings(hub.endpoint(), home, more);
    }

    private Path pull(String... more) throws InterruptedException {
        Pull pull = Tiny.pull(settings(more), Tiny.MODEL);
        return pull.run(pull.plan());
    }

    private Path blobs() {
        return home.resolve("hub/models--org--model/blobs");
    }

    private Path partial() {
        return blobs().resolve(FakeHub.etag(SHARD, model.of(SHARD)) + ".dasllm.incomplete");
    }

    private void assertRight(Path folder) throws IOException {
        for (String name : NEEDED) {
            assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(model.of(name));
        }
    }

    @Test
    void bringsWhatIsNeededAndNothingElseInTheLayoutOfPythonsCache() throws Exception {
        Path folder = pull();
        assertThat(folder)
                .isEqualTo(home.resolve("hub/models--org--model/snapshots").resolve(FakeHub.COMMIT));
        assertRight(folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(NEEDED);
        }
        for (String name : NEEDED) {
            assertThat(Files.readSymbolicLink(folder.resolve(name)))
                    .isEqualTo(Path.of("../../blobs", FakeHub.etag(name, model.of(name))));
        }
        assertThat(home.resolve("hub/models--org--model/refs/main")).hasContent(FakeHub.COMMIT);
        assertThat(home.resolve("hub/CACHEDIR.TAG"))
                .content()
                .startsWith("Signature: 8a477f597d28d172789f06886806bc55");
        Snapshot snapshot = new HubCache(home.resolve("hub"))
                .find(ModelName.parse(Tiny.MODEL))
                .orElseThrow();
        assertThat(snapshot.missing()).isEmpty();
        assertThat(snapshot.licence().name()).isEqualTo("apache-2.0");
        assertThat(Origin.of(folder))
                .containsEntry("model", Tiny.MODEL)
                .containsEntry("commit", FakeHub.COMMIT)
                .containsEntry("licence", "apache-2.0")
                .doesNotContainKey("access")
                .hasEntrySatisfying("pulled", when -> assertThat(when).endsWith(" from " + hub.endpoint()));
    }

    @Test
    void asksForNoFileThatIsHere() throws Exception {
        pull();
        PullRecord before = new HubCache(home.resolve("hub"))
                .snapshot(Tiny.MODEL, FakeHub.COMMIT)
                .pulled()
                .orElseThrow();
        hub.requests.clear();
        Path folder = pull();
        assertThat(hub.requests)
                .extracting(FakeHub.Request::path)
                .allMatch(path -> path.contains("/api/") || path.endsWith("index.json"));
        assertThat(Origin.of(folder).get("pulled")).startsWith(before.pulled());
    }

    @Test
    void showsTheTokenToTheHubAlone() throws Exception {
        pull("HF_TOKEN", FakeHub.TOKEN);
        assertThat(hub.requestsTo("hub"))
                .extracting(FakeHub.Request::authorization)
                .containsOnly("Bearer " + FakeHub.TOKEN);
        assertThat(hub.requestsTo("store"))
                .hasSize(2)
                .extracting(FakeHub.Request::authorization)
                .containsOnly("null");
    }

    @Test
    void goesOnWhereATransferWasCutOff() throws Exception {
        hub.cutAfter = 100_000;
        assertRight(pull());
        assertThat(hub.requestsTo("store"))
                .extracting(FakeHub.Request::range)
                .contains("bytes=100000-", "bytes=200000-");
        assertThat(hub.served.get()).isEqualTo(2 * BYTES);
    }

    @Test
    void goesOnWithWhatAnEarlierProcessLeft() throws Exception {
        Files.createDirectories(blobs());
        Files.write(partial(), Arrays.copyOf(model.of(SHARD), 123_456));
        PullPlan plan = Tiny.pull(settings(), Tiny.MODEL).plan();
        assertThat(plan.bytes() - plan.coming()).isEqualTo(123_456);
        assertRight(pull());
        assertThat(hub.requestsTo("store")).extracting(FakeHub.Request::range).contains("bytes=123456-");
        assertThat(partial()).doesNotExist();
    }

    @Test
    void beginsAnewWhereWhatWasLeftIsWrong() throws Exception {
        Files.createDirectories(blobs());
        Files.write(partial(), new byte[123_456]);
        assertRight(pull());
        Files.delete(blobs().resolve(FakeHub.etag(SHARD, model.of(SHARD))));
        Files.write(partial(), new byte[BYTES + 1]);
        assertRight(pull());
    }

    @Test
    void takesTheWholeWhereARangeIsNotHeeded() throws Exception {
        hub.ignoresRanges = true;
        Files.createDirectories(blobs());
        Files.write(partial(), Arrays.copyOf(model.of(SHARD), 123_456));
        assertRight(pull());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503, 500, 403})
    void waitsAndAsksAgain(int status) throws Exception {
        hub.refusal = status;
        hub.refusals.set(3);
        assertRight(pull());
    }

    @Test
    void doesNotWaitForever() {
        hub.refusals.set(Integer.MAX_VALUE);
        assertThatThrownBy(this::pull)
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("status 429")
                .hasMessageContaining("tried 4 times");
        hub.retryAfter = "3600";
        assertThatThrownBy(this::pull)
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("left alone for 3600 s");
    }

    @Test
    void refusesAContentThatHasChanged() throws Exception {
        Files.createDirectories(blobs());
        Files.write(partial(), Arrays.copyOf(model.of(SHARD), 1000));
        hub.otherEtag = "a".repeat(64);
        assertRefused("has changed at the hub");
        assertThat(partial()).hasSize(1000);
    }

    @Test
    void refusesAContentThatIsNotWhatTheHubSays() throws Exception {
        Pull pull = Tiny.pull(settings(), Tiny.MODEL);
        PullPlan plan = pull.plan();
        String etag = FakeHub.etag(SHARD, model.of(SHARD));
        hub.otherEtag = etag;
        model.files.put(SHARD, Tiny.random(9, BYTES));
        model.files.remove("model-00002-of-00002.safetensors");
        PullPlan one = new PullPlan(
                plan.model(),
                false,
                plan.folder(),
                plan.files().stream()
                        .filter(item -> item.file().name().equals(SHARD))
                        .toList());
        assertThatThrownBy(() -> pull.run(one))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("SHA-256 is");
        assertThat(plan.folder().resolve(SHARD)).doesNotExist();
        assertThat(blobs().resolve(etag)).doesNotExist();
    }

    @Test
    void refusesABodyWithoutAnEnd() {
        hub.endless = true;
        assertRefused("does not end");
    }

    @Test
    void doesNotWaitForASilentServer() {
        hub.silent = true;
        assertThatThrownBy(() -> pull("HF_HUB_DOWNLOAD_TIMEOUT", "1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("fell silent");
    }

    @Test
    void tellsGatedMissingAndForbiddenApart() throws Exception {
        model.gated = "manual";
        assertRefused("org/model is gated, and there is no token", hub.endpoint() + "/org/model");
        assertRefused(FakeHub.STRANGER, "has not been let in");
        assertThatThrownBy(() -> pull("HF_TOKEN", "hf_wrong"))
                .hasMessageContaining("does not accept the token in the variable HF_TOKEN");
        assertThat(Origin.of(pull("HF_TOKEN", FakeHub.TOKEN)))
                .containsEntry(
                        "access",
                        "gated (manual), given by the hub to the token of the user, who had accepted its terms");
        assertThatThrownBy(() -> Tiny.pull(settings(), "org/nothing").plan())
                .hasMessageContaining("There is no model org/nothing")
                .hasMessageContaining("private and there is no token");
        assertThatThrownBy(() -> Tiny.pull(settings(), "org/model@v9").plan())
                .hasMessageContaining("org/model has no revision 'v9'");
    }

    private void assertRefused(String... words) {
        boolean stranger = words[0].equals(FakeHub.STRANGER);
        assertThatThrownBy(() -> pull(stranger ? new String[] {"HF_TOKEN", FakeHub.STRANGER} : new String[0]))
                .isInstanceOf(DasllmException.class)
                .satisfies(refused -> {
                    for (String word : Arrays.asList(words).subList(stranger ? 1 : 0, words.length)) {
                        assertThat(refused).hasMessageContaining(word);
                    }
                    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                        assertThat(String.valueOf(cause.getMessage()))
                                .doesNotContain(FakeHub.STRANGER)
                                .doesNotContain("\n");
                    }
                });
    }

    @Test
    void followsARenamedModel() throws Exception {
        Pull pull = Tiny.pull(settings(), "renamed/model");
        assertRight(pull.run(pull.plan()));
    }

    @Test
    void keepsABranchWithSlashesAndATag() throws Exception {
        for (String revision : List.of("refs/pr/1", "v1", FakeHub.COMMIT)) {
            Pull pull = Tiny.pull(settings(), Tiny.MODEL + "@" + revision);
            assertRight(pull.run(pull.plan()));
        }
        assertThat(home.resolve("hub/models--org--model/refs/refs/pr/1")).hasContent(FakeHub.COMMIT);
        HubCache cache = new HubCache(home.resolve("hub"));
        assertThat(cache.snapshots()).hasSize(1);
        assertThat(cache.revisions(cache.snapshots().get(0))).containsExactly("refs/pr/1", "v1");
    }

    @Test
    void saysWhatElseToDoWithOtherWeights() throws Exception {
        model.files.keySet().removeIf(name -> name.startsWith("model"));
        assertRefused("pickles alone (pytorch_model.bin)");
        model.file("q4.gguf", "GGUF");
        assertRefused("GGUF alone (q4.gguf)", "dasllm import", "--file");
        Pull pull = Tiny.pull(settings(), Tiny.MODEL, Optional.empty(), "q4.gguf");
        assertThat(pull.run(pull.plan()).resolve("q4.gguf")).hasContent("GGUF");
        assertThatThrownBy(() -> Tiny.pull(settings(), Tiny.MODEL, Optional.empty(), "q8.gguf")
                        .plan())
                .hasMessageContaining("has no file q8.gguf")
                .hasMessageContaining("q4.gguf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "/etc/evil", "a/../../evil", "..\\evil", "additional/../../../evil.jinja"})
    void refusesNamesThatLeaveTheFolder(String name) {
        model.file(name, "evil");
        assertRefused("could leave the folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer:evil", "tokenizer\\evil", "tokenizer//evil", "tokenizer\u0007"})
    void refusesNeededNamesThatAreNone(String name) {
        model.file(name, "evil");
        assertRefused("could leave the folder");
    }

    @Test
    void refusesAnswersThatAreNone() {
        hub.otherList = "<html>Log in</html>";
        assertRefused("does not answer as a hub does");
        hub.otherList = "{\"sha\": \"main\", \"siblings\": []}";
        assertRefused("does not answer as a hub does");
        hub.otherList = "{\"sha\": \"" + FakeHub.COMMIT + "\", \"siblings\": [{\"rfilename\": \"config.json\"},"
                + "{\"rfilename\": \"model.safetensors\", \"size\": 9223372036854775807, \"lfs\": {\"sha256\": \""
                + "a".repeat(64) + "\"}}]}";
        assertRefused("does not say how long model.safetensors");
        hub.otherList = "";
        assertThatThrownBy(() -> Tiny.pull(Tiny.settings("http://127.0.0.1:1", home), Tiny.MODEL)
                        .plan())
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("no connection could be made");
    }

    @Test
    void asksForWhatAListDoesNotSay() throws Exception {
        StringBuilder list = new StringBuilder("{\"sha\": \"" + FakeHub.COMMIT + "\", \"siblings\": [");
        NEEDED.forEach(name -> list.append("{\"rfilename\": \"").append(name).append("\"},"));
        hub.otherList = list.substring(0, list.length() - 1) + "]}";
        assertRight(pull());
        assertThat(hub.requestsTo("store")).extracting(FakeHub.Request::method).containsOnly("GET");
    }

    @Test
    void twoAtOnceSpoilNothing() throws Exception {
        hub.bytesPerSecond = 2_000_000;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Path> first = threads.submit(() -> pull());
            Future<Path> second = threads.submit(() -> pull());
            assertRight(first.get());
            assertRight(second.get());
        } finally {
            threads.shutdownNow();
        }
        assertThat(hub.served.get()).as("each byte comes once").isEqualTo(2 * BYTES);
    }

    @Test
    void worksWithoutSymbolicLinks() throws Exception {
        Path folder = pull("HF_HUB_DISABLE_SYMLINKS", "1");
        assertRight(folder);
        assertThat(folder.resolve(SHARD))
                .isRegularFile()
                .satisfies(file -> assertThat(Files.isSymbolicLink(file)).isFalse());
        hub.requests.clear();
        assertRight(pull("HF_HUB_DISABLE_SYMLINKS", "1"));
        assertThat(hub.requestsTo("store")).isEmpty();
    }

    @Test
    void fillsAFolder() throws Exception {
        Path to = home.resolve("carried");
        Pull pull = Tiny.pull(settings(), Tiny.MODEL, Optional.of(to));
        assertThat(pull.run(pull.plan())).isEqualTo(to);
        assertRight(to);
        assertThat(Origin.of(to)).containsEntry("model", Tiny.MODEL).containsEntry("commit", FakeHub.COMMIT);
        assertThat(to.resolve(".dasllm"))
                .isDirectoryNotContaining("glob:**.lock")
                .isDirectoryNotContaining("glob:**.incomplete");
        assertThat(home.resolve("hub")).doesNotExist();
        hub.requests.clear();
        pull.run(pull.plan());
        assertThat(hub.requestsTo("store")).isEmpty();

        hub.repository("org/other").files.putAll(model.files);
        assertThatThrownBy(() ->
                        Tiny.pull(settings(), "org/other", Optional.of(to)).plan())
                .hasMessageContaining("holds org/model@" + FakeHub.COMMIT);
        Files.createDirectories(home.resolve("used"));
        Files.writeString(home.resolve("used/notes.txt"), "mine");
        assertThatThrownBy(() -> Tiny.pull(settings(), Tiny.MODEL, Optional.of(home.resolve("used")))
                        .plan())
                .hasMessageContaining("has other files in it");
    }

    @Test
    void aFolderTakesFromTheCacheWhatIsRightThere() throws Exception {
        Path cached = pull();
        Path spoilt = blobs().resolve(FakeHub.etag(SHARD, model.of(SHARD)));
        Files.write(spoilt, Tiny.random(9, BYTES));
        hub.requests.clear();
        Pull pull = Tiny.pull(settings(), Tiny.MODEL, Optional.of(home.resolve("carried")));
        assertThat(pull.plan().coming()).isZero();
        assertRight(pull.run(pull.plan()));
        assertThat(hub.requestsTo("store")).extracting(FakeHub.Request::path).containsOnly("/org/model/" + SHARD);
        assertThat(cached.resolve(SHARD)).as("the cache is left alone").hasBinaryContent(Files.readAllBytes(spoilt));
    }

    @Test
    void changesNothingForAPlan() throws Exception {
        PullPlan plan = Tiny.pull(settings(), Tiny.MODEL).plan();
        assertThat(plan.files()).extracting(item -> item.file().name()).containsExactlyElementsOf(NEEDED);
        assertThat(plan.coming()).isEqualTo(plan.bytes());
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void asksNobodyWhereThatIsForbidden() {
        assertThatThrownBy(() -> pull("HF_HUB_OFFLINE", "1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("HF_HUB_OFFLINE");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void saysInOneLineWhatCannotBeWritten() throws Exception {
        Files.writeString(home.resolve("hub"), "a file where the cache should be");
        assertThatThrownBy(this::pull).isInstanceOf(DasllmException.class).hasMessageContaining("cannot be written");
    }
}
