package org.dasllm.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dasllm.backup.snapshot.Content;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.backup.store.StoreAddress;
import org.dasllm.backup.store.Stores;
import org.dasllm.format.bundle.BundleFiles;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.BundleVerdict;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup and its restoration, in a folder. */
final class BackupTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    private Path run() {
        return folder.resolve("mine");
    }

    private Path bundle() {
        return run().resolve("bundle");
    }

    private Path store() {
        return folder.resolve("store");
    }

    private Path restored() {
        return folder.resolve("restored");
    }

    @BeforeEach
    void makeRun() throws IOException {
        write(run().resolve("evaluation/report.json"), "{}");
        write(run().resolve("dataset/card.json"), "{}");
        write(run().resolve("dataset/train.jsonl"), "a customer's words\n");
        write(run().resolve("harvest/cost.json"), "{}");
        write(run().resolve("bundle/signatures/owner.sig"), "a signature");
        write(run().resolve(".lock"), "");
        RunManifest.openOrCreate(run()).configure(Map.of("run", "mine"));
        export("weights of monday");
    }

    /** A bundle whose manifest is true. */
    private void export(String weights) throws IOException {
        write(bundle().resolve("model.safetensors"), weights);
        write(bundle().resolve("config.json"), "{}");
        new BundleManifest(
                        "0",
                        "MERGED",
                        "F32",
                        true,
                        new BundleVerdict("not evaluated", null, null),
                        null,
                        Map.of(),
                        BundleFiles.list(bundle(), Map.of()))
                .write(bundle());
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.writeString(file, text);
    }

    private Backup.Outcome backup(Path what, boolean check) {
        now = now.plus(Duration.ofHours(1));
        Content content = Content.of(what, Progress.SILENT);
        try (ObjectStore open = opened()) {
            return new Backup(open, Clock.fixed(now, ZoneOffset.UTC), Progress.SILENT)
                    .run(content, content.name(), check);
        }
    }

    private void restore(Optional<String> name, Optional<String> label) {
        try (ObjectStore open = opened()) {
            new Restore(open, Progress.SILENT).run(restored(), name, label);
        }
    }

    private ObjectStore opened() {
        return Stores.open(new StoreAddress(store().toString(), Optional.empty(), Optional.empty()));
    }

    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                all.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return all;
    }

    private Path object(String content) {
        String hash = Sha256.ofString(content);
        return store().resolve("objects").resolve(hash.substring(0, 2)).resolve(hash);
    }

    @Test
    void aBundleComesBackWithWhatItsRunSaysOfItAndWithoutTheTextsItLearntFrom() throws IOException {
        Backup.Outcome done = backup(bundle(), false);
        restore(Optional.empty(), Optional.empty());
        Map<String, String> expected = tree(run());
        expected.keySet().removeAll(List.of("dataset/train.jsonl", ".lock"));
        assertThat(tree(restored())).isEqualTo(expected);
        assertThat(done.name()).isEqualTo("mine");
        assertThat(done.files()).isEqualTo(expected.size());
    }

    @Test
    void aRunComesBackWhole() throws IOException {
        backup(run(), false);
        restore(Optional.empty(), Optional.empty());
        Map<String, String> expected = tree(run());
        expected.remove(".lock");
        assertThat(tree(restored())).isEqualTo(expected);
    }

    @Test
    void aBundleWithoutARunComesBackInAFolderOfItsName() throws IOException {
        Path alone = folder.resolve("alone");
        Files.move(bundle(), alone);
        assertThat(backup(alone, false).name()).isEqualTo("alone");
        restore(Optional.empty(), Optional.empty());
        assertThat(tree(restored().resolve("bundle"))).isEqualTo(tree(alone));
    }

    @Test
    void aLaterBackupWritesOnlyWhatChangedAndTheEarlierOneStaysThere() throws IOException {
        Backup.Outcome first = backup(bundle(), false);
        Map<String, String> monday = tree(bundle());
        // The report, the card and the costs have the same content, {}, and so one object.
        assertThat(first.written()).isEqualTo(first.files() - 3);
        Backup.Outcome same = backup(bundle(), false);
        assertThat(same.written()).isZero();
        assertThat(same.unchanged()).isTrue();
        assertThat(same.backup()).isEqualTo(first.backup());
        export("weights of tuesday");
        Backup.Outcome second = backup(bundle(), false);
        assertThat(second.written()).as("weights and the bundle's manifest").isEqualTo(2);
        restore(Optional.of("mine"), Optional.of(first.backup()));
        assertThat(tree(restored().resolve("bundle"))).isEqualTo(monday);
        AtomicFile.deleteTree(restored());
        restore(Optional.empty(), Optional.empty());
        assertThat(tree(restored().resolve("bundle"))).isEqualTo(tree(bundle()));
    }

    @Test
    void aDamagedOrMissingObjectIsNamedAndNothingIsRestored() throws IOException {
        backup(bundle(), false);
        Files.writeString(object("weights of monday"), "weights of mondaX");
        assertThatThrownBy(() -> restore(Optional.empty(), Optional.empty()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("bundle/model.safetensors, holds other bytes");
        Files.delete(object("weights of monday"));
        assertThatThrownBy(() -> restore(Optional.empty(), Optional.empty()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("bundle/model.safetensors, is missing");
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("mine", "store");
        }
    }

    @Test
    void aCheckedBackupWritesADamagedObjectAnew() throws IOException {
        backup(bundle(), false);
        Files.writeString(object("weights of monday"), "weights of mondaX");
        assertThat(backup(bundle(), false).written()).isZero();
        assertThat(backup(bundle(), true).written()).isEqualTo(1);
        restore(Optional.empty(), Optional.empty());
        assertThat(tree(restored().resolve("bundle"))).isEqualTo(tree(bundle()));
    }

    @Test
    void aBackupThatWasInterruptedIsNoneAndTheNextGoesOn() throws IOException {
        backup(bundle(), false);
        try (Stream<Path> lists = Files.list(store().resolve("backups/mine"))) {
            Files.delete(lists.findFirst().orElseThrow());
        }
        Files.delete(object("weights of monday"));
        write(object("weights of monday").resolveSibling(".x.1-0.partial"), "weigh");
        assertThatThrownBy(() -> restore(Optional.empty(), Optional.empty()))
                .hasMessageContaining("There is no backup");
        assertThat(backup(bundle(), false).written()).isEqualTo(1);
        restore(Optional.empty(), Optional.empty());
        assertThat(tree(restored().resolve("bundle"))).isEqualTo(tree(bundle()));
    }

    @Test
    void aListThatWasChangedIsRefused() throws IOException {
        backup(bundle(), false);
        Path list;
        try (Stream<Path> lists = Files.list(store().resolve("backups/mine"))) {
            list = lists.findFirst().orElseThrow();
        }
        String text = Files.readString(list);
        for (String wrong : List.of("bundle/../../outside", "/outside", "bundle/other.json")) {
            Files.writeString(list, text.replace("bundle/config.json", wrong));
            assertThatThrownBy(() -> restore(Optional.empty(), Optional.empty()))
                    .as(wrong)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("is not the list of files that the backup wrote");
        }
        Files.writeString(list, text.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"));
        assertThatThrownBy(() -> restore(Optional.empty(), Optional.empty()))
                .hasMessageContaining("Use a newer dasllm");
    }

    @Test
    void whatCannotBeBackedUpIsRefused() throws IOException {
        write(bundle().resolve("model.safetensors"), "weights of nobody");
        assertThatThrownBy(() -> backup(bundle(), false)).hasMessageContaining("model.safetensors has changed");
        assertThatThrownBy(() -> backup(run(), false)).hasMessageContaining("model.safetensors has changed");
        assertThatThrownBy(() -> backup(run().resolve("dataset"), false))
                .hasMessageContaining("neither a bundle nor the folder of a run");
        assertThatThrownBy(() -> backup(folder.resolve("absent"), false)).hasMessageContaining("There is no folder");
        export("weights of monday");
        Files.createSymbolicLink(run().resolve("evaluation/link"), run().resolve(".lock"));
        assertThatThrownBy(() -> backup(bundle(), false)).hasMessageContaining("it is a link");
        assertThat(store()).doesNotExist();
    }

    @Test
    void aStoreWithinTheRunIsRefused() {
        assertThatThrownBy(() -> Content.requireOutside(bundle(), run().resolve("backups")))
                .hasMessageContaining("would hold its own backup");
        Content.requireOutside(bundle(), store());
    }

    @Test
    void aFolderThatIsThereIsNotReplaced() throws IOException {
        backup(bundle(), false);
        write(restored().resolve("mine.txt"), "do not lose this");
        assertThatThrownBy(() -> restore(Optional.empty(), Optional.empty())).hasMessageContaining("is there already");
        assertThat(tree(restored())).containsOnlyKeys("mine.txt");
    }

    @Test
    void ofSeveralNamesOneHasToBeChosen() throws IOException {
        backup(bundle(), false);
        Path other = folder.resolve("other");
        Files.move(bundle(), other);
        backup(other, false);
        assertThatThrownBy(() -> restore(Optional.empty(), Optional.empty()))
                .hasMessageContaining("backups of several names: mine, other");
        assertThatThrownBy(() -> restore(Optional.of("none"), Optional.empty()))
                .hasMessageContaining("has no backup of the name none");
        restore(Optional.of("other"), Optional.empty());
        assertThat(tree(restored().resolve("bundle"))).isEqualTo(tree(other));
    }
}
