package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.manifest.StageRecord;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StageRunnerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> ran = new ArrayList<>();
    private String secondConfiguration = "loud";
    private RuntimeException failure = DasllmException.input("The disk is full", "Make room");
    private boolean failing;

    /** Copies its input in capitals, or fails. */
    private record Copy(StageRunnerTest test, String name, Object configuration, Path from, Path to) implements Stage {
        @Override
        public Map<String, Path> inputs() {
            return Map.of("text", from);
        }

        @Override
        public Map<String, Path> outputs() {
            return Map.of("copy", to);
        }

        @Override
        public Map<String, String> run(Progress progress) {
            test.ran.add(name);
            if (test.failing && name.equals("second")) {
                throw test.failure;
            }
            try {
                Files.writeString(to, Files.readString(from) + " " + configuration);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            return Map.of("copied", "1");
        }
    }

    @BeforeEach
    void writeTheInput() throws IOException {
        Files.writeString(folder.resolve("in"), "hello");
    }

    @Test
    void whatIsUpToDateIsNotRunAgain() {
        run();
        assertThat(ran).containsExactly("first", "second");
        assertThat(told()).contains("first     copied 1").contains("second    copied 1");

        run();
        assertThat(ran).as("nothing ran the second time").hasSize(2);
        assertThat(told())
                .contains("first     up to date, not run again")
                .contains("second    up to date, not run again");
    }

    @Test
    void aChangedInputRunsTheStageAndThoseBehindIt() throws IOException {
        run();
        ran.clear();
        Files.writeString(folder.resolve("in"), "good bye");
        run();
        assertThat(ran).containsExactly("first", "second");
        assertThat(folder.resolve("out")).hasContent("good bye quiet loud");
    }

    @Test
    void aChangedConfigurationRunsOnlyWhatItConcerns() {
        run();
        ran.clear();
        secondConfiguration = "louder";
        run();
        assertThat(ran).containsExactly("second");
        assertThat(folder.resolve("out")).hasContent("hello quiet louder");
    }

    @Test
    void anOutputThatIsGoneOrWasChangedIsMadeAgain() throws IOException {
        run();
        ran.clear();
        Files.delete(folder.resolve("out"));
        run();
        assertThat(ran).containsExactly("second");
        Files.writeString(folder.resolve("out"), "by another hand");
        run();
        assertThat(ran).containsExactly("second", "second");
        assertThat(folder.resolve("out")).hasContent("hello quiet loud");
    }

    @Test
    void aStageThatFailsIsRecordedAndTheNextRunBeginsWithIt() {
        failing = true;
        assertThatThrownBy(this::run).isSameAs(failure);
        StageRecord failed = recorded("second");
        assertThat(failed.status()).isEqualTo(StageRecord.Status.FAILED);
        assertThat(failed.details()).containsEntry("reason", "The disk is full. Make room.");
        assertThat(failed.outputs()).isEmpty();
        assertThat(recorded("first").status()).isEqualTo(StageRecord.Status.DONE);

        failing = false;
        ran.clear();
        run();
        assertThat(ran).containsExactly("second");
        assertThat(recorded("second").status()).isEqualTo(StageRecord.Status.DONE);
    }

    @Test
    void aStageThatWasKilledOnTheWayIsRunAgain() {
        // A kill leaves the record as it was when the stage began; an error that nobody catches leaves the same.
        failing = true;
        failure = new IllegalStateException("killed");
        assertThatThrownBy(this::run).isSameAs(failure);
        assertThat(recorded("second").status()).isEqualTo(StageRecord.Status.RUNNING);
        assertThat(recorded("second").finished()).isNull();

        failing = false;
        ran.clear();
        run();
        assertThat(ran).containsExactly("second");
        assertThat(recorded("second").status()).isEqualTo(StageRecord.Status.DONE);
    }

    @Test
    void aMissingInputIsRefusedBeforeTheStageStarts() throws IOException {
        Files.delete(folder.resolve("in"));
        assertThatThrownBy(this::run)
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("The stage 'first' needs its text " + folder.resolve("in"));
        assertThat(ran).isEmpty();
    }

    @Test
    void explainingSaysWhatWouldRunAndDoesNothing() throws IOException {
        runner().explain(stages());
        assertThat(told()).contains("first     would run").contains("second    would run");
        assertThat(folder.resolve(RunManifest.FILE)).doesNotExist();
        assertThat(ran).isEmpty();

        run();
        written.reset();
        runner().explain(stages());
        assertThat(told()).contains("first     up to date").contains("second    up to date");
        Files.writeString(folder.resolve("in"), "changed");
        written.reset();
        runner().explain(stages());
        assertThat(told()).contains("first     would run").contains("second    would run");
    }

    private void run() {
        runner().run(stages());
    }

    /** As in a process of its own: the manifest is read from the disk each time. */
    private StageRunner runner() {
        return new StageRunner(
                RunManifest.openOrCreate(folder),
                Progress.SILENT,
                new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    private List<Stage> stages() {
        Path middle = folder.resolve("middle");
        return List.of(
                new Copy(this, "first", "quiet", folder.resolve("in"), middle),
                new Copy(this, "second", secondConfiguration, middle, folder.resolve("out")));
    }

    private StageRecord recorded(String stage) {
        return RunManifest.openOrCreate(folder).stage(stage).orElseThrow();
    }

    private String told() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
