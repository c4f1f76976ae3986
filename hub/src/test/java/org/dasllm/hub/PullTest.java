package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dasllm.format.progress.Progress;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.Origin;
import org.dasllm.hub.cache.PullRecord;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.pull.FileChoice;
import org.dasllm.hub.pull.Pull;
import org.dasllm.hub.pull.PullPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PullTest extends PullFixture {
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
    void theRecordHasTheFilesOfPullsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 10; round++) {
                List<String> names = new ArrayList<>();
                List<Future<Path>> pulls = new ArrayList<>();
                for (int each = 0; each < 4; each++) {
                    String name = "notes-" + round + "-" + each + ".txt";
                    model.file(name, name);
                    names.add(name);
                }
                for (String name : names) {
                    pulls.add(threads.submit(() -> pull(new FileChoice(Tiny.TOKENIZER, List.of(name)))));
                }
                for (Future<Path> pull : pulls) {
                    pull.get();
                }
                assertThat(new HubCache(home.resolve("hub"))
                                .snapshot(Tiny.MODEL, FakeHub.COMMIT)
                                .pulled()
                                .orElseThrow()
                                .files())
                        .extracting(PullRecord.File::name)
                        .containsAll(names);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Path pull(FileChoice choice) throws InterruptedException {
        Pull pull = new Pull(
                settings(), ModelName.parse(Tiny.MODEL), choice, Optional.empty(), 1, Tiny.QUICK, Progress.SILENT);
        return pull.run(pull.plan());
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
        assertThat(pull.plan().files()).allMatch(PullPlan.Item::cached).noneMatch(PullPlan.Item::here);
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
}
