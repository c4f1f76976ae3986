package org.dasllm.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dasllm.backup.Backup;
import org.dasllm.backup.snapshot.Content;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.cli.options.StoreOptions;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        header = "Back up a bundle, or a whole run.",
        description = {
            "A bundle that lies in its run is backed up together with what the run says of it: the run's manifest, the "
                    + "evaluation with its report, the dataset's card, costs and signatures; not the texts it was trained "
                    + "on. Name the run's folder to back up all of it. Files are kept by their SHA-256, so that a later "
                    + "backup writes only what has changed; what is written is read back. dasllm restore makes a folder "
                    + "of it again. A backup is not encrypted: protect the store as you protect the run."
        })
final class BackupCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BUNDLE", description = "a bundle, or the folder of a run")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path folder;

    @Parameters(index = "1", paramLabel = "TO", description = StoreOptions.STORE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String to;

    @Mixin
    private StoreOptions options = new StoreOptions();

    @Option(names = "--name", description = "the backup's name, otherwise the run's or the bundle's folder")
    private @Nullable String name;

    @Option(names = "--check", description = "read back also what was there already, and write damaged objects anew")
    private boolean check;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        Progress progress = TerminalProgress.standard();
        Content content = Content.of(folder, progress);
        try (ObjectStore store = options.open(to)) {
            store.folder().ifPresent(place -> Content.requireOutside(folder, place));
            Backup.Outcome done = new Backup(store, Clock.systemUTC(), progress)
                    .run(content, name == null ? content.name() : name, check);
            System.out.println(json ? Json.line(done) : inWords(done));
        }
        return ExitCode.DONE.number();
    }

    private String inWords(Backup.Outcome done) {
        String held = Counted.of(done.files(), "file") + ", " + megabytes(done.bytes());
        String written =
                Counted.of(done.written(), "object") + " written and read back, " + megabytes(done.writtenBytes());
        return done.unchanged()
                ? "unchanged since the backup " + done.backup() + " of " + done.name() + ": " + held + "; " + written
                : "backup " + done.backup() + " of " + done.name() + ": " + held + "; " + written;
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
