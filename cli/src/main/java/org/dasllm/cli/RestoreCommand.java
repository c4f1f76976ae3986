package org.dasllm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dasllm.backup.Restore;
import org.dasllm.backup.snapshot.Content;
import org.dasllm.backup.snapshot.Snapshot;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.cli.options.StoreOptions;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Counted;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        header = "Make a folder of a backup.",
        description = {
            "Every file is held against its SHA-256, and the bundle against its manifest; the folder appears as a whole or "
                    + "not at all. Signatures come back as they were: dasllm verify checks them. Serve the bundle in it "
                    + "with dasllm serve TO/bundle, or restore and serve at once with dasllm serve --from-backup FROM TO."
        })
final class RestoreCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FROM", description = StoreOptions.STORE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String from;

    @Parameters(index = "1", paramLabel = "TO", arity = "0..1", description = "a folder that is not there yet")
    private @Nullable Path to;

    @Mixin
    private StoreOptions options = new StoreOptions();

    @Option(names = "--name", description = "the backup's name, where the store has backups of several")
    private @Nullable String name;

    @Option(names = "--backup", paramLabel = "TIME-HASH", description = "an earlier backup than the newest")
    private @Nullable String backup;

    @Option(names = "--list", description = "list the backups, and restore nothing")
    private boolean list;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        if (list == (to != null)) {
            throw DasllmException.usage(
                    list ? "--list restores nothing, and a folder to restore into is named" : "No folder is named",
                    "Name the folder to restore into, or give --list");
        }
        if (list && (name != null || backup != null)) {
            throw DasllmException.usage(
                    (name == null ? "--backup" : "--name") + " chooses what is restored, and --list restores nothing",
                    "Leave it out");
        }
        try (ObjectStore store = options.open(from)) {
            Restore restore = new Restore(store, TerminalProgress.standard());
            if (to == null) {
                print(restore.list());
            } else {
                print(to, restore.run(to, Optional.ofNullable(name), Optional.ofNullable(backup)));
            }
        }
        return ExitCode.DONE.number();
    }

    private void print(List<Restore.Entry> backups) {
        if (json) {
            System.out.println(Json.line(Map.of("backups", backups)));
        } else {
            backups.forEach(each -> System.out.println(each.name() + "  " + each.backup()));
        }
    }

    private void print(Path folder, Snapshot restored) {
        Path bundle = folder.resolve(Content.BUNDLE);
        if (json) {
            Map<String, Object> done = new LinkedHashMap<>();
            done.put("backup", Snapshot.label(restored.object()));
            done.put("name", restored.name());
            done.put("files", restored.files().size());
            done.put("bytes", restored.bytes());
            done.put("folder", folder.toString());
            System.out.println(Json.line(done));
        } else {
            System.out.println("restored " + Snapshot.label(restored.object()) + " of " + restored.name() + ": "
                    + Counted.of(restored.files().size(), "file") + ", " + BackupCommand.megabytes(restored.bytes())
                    + (Files.isDirectory(bundle) ? "; serve it with dasllm serve " + bundle : ""));
        }
    }
}
