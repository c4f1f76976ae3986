package org.dasllm.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.backup.Restore;
import org.dasllm.backup.snapshot.Content;
import org.dasllm.backup.snapshot.Snapshot;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Counted;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serving what is restored first, in one command: on a bare machine, or in a container that has no disk of its own. */
public final class ServedBackup {
    @Option(
            names = "--from-backup",
            paramLabel = "STORE",
            description =
                    StoreOptions.STORE
                            + ": restores its newest backup into the folder MODEL, unless that is there already, and serves the bundle in it")
    private @Nullable String store;

    @Option(
            names = "--backup-name",
            paramLabel = "NAME",
            description = "the backup's name, where the store has several")
    private @Nullable String name;

    @Mixin
    private StoreOptions options = new StoreOptions();

    /**
     * The model to serve.
     *
     * @param named the folder on the command line
     */
    @Nullable
    public Path model(@Nullable Path named) {
        if (store == null) {
            String why = "is about a backup, and there is no --from-backup";
            options.refuse(why);
            if (name != null) {
                throw DasllmException.usage("--backup-name " + why, "Leave it out");
            }
            return named;
        }
        if (named == null) {
            throw DasllmException.usage(
                    "There is no folder to restore the backup into",
                    "Name one that is not there yet, before or after the options");
        }
        if (!Files.exists(named)) {
            try (ObjectStore from = options.open(store)) {
                Snapshot restored = new Restore(from, TerminalProgress.standard())
                        .run(named, Optional.ofNullable(name), Optional.empty());
                System.err.println("  restored " + Snapshot.label(restored.object()) + " of " + restored.name() + ": "
                        + Counted.of(restored.files().size(), "file"));
            }
        }
        return named.resolve(Content.BUNDLE);
    }
}
