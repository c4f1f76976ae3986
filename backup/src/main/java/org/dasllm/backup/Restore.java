package org.dasllm.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.backup.snapshot.Content;
import org.dasllm.backup.snapshot.Snapshot;
import org.dasllm.backup.snapshot.StoredFile;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Progress;

/** Makes a folder of a backup: as a whole, every byte as it was, or not at all. */
public final class Restore {
    private static final long MEGABYTE = 1_000_000;

    private final ObjectStore store;
    private final StoredObjects objects;
    private final Progress progress;
    private long done;

    public Restore(ObjectStore store, Progress progress) {
        this.store = store;
        this.objects = new StoredObjects(store);
        this.progress = progress;
    }

    /** All backups in the store: each one's name, and its label, the newest last. */
    public List<Entry> list() {
        return objects.lists().stream()
                .map(object -> new Entry(Snapshot.nameOf(object), Snapshot.label(object)))
                .toList();
    }

    /**
     * One backup.
     *
     * @param name what it is a backup of
     * @param backup its time and the beginning of its hash
     */
    public record Entry(String name, String backup) {}

    /**
     * Restores a backup.
     *
     * @param to a folder that is not there yet, or is empty
     * @param name of the backup; may be empty where the store has backups of one name alone
     * @param label which backup of that name; the newest where it is empty
     * @return what was restored
     * @throws DasllmException if there is no such backup, an object is missing or damaged, or the folder cannot be written
     */
    public Snapshot run(Path to, Optional<String> name, Optional<String> label) {
        requireFree(to);
        Snapshot snapshot = objects.list(chosen(name, label));
        progress.start("restoring", snapshot.bytes() / MEGABYTE, "MB");
        done = 0;
        try {
            AtomicFile.writeDirectory(to, partial -> {
                for (StoredFile file : snapshot.files()) {
                    restore(file, partial.resolve(file.path()));
                }
                requireWhole(partial.resolve(Content.BUNDLE));
            });
        } finally {
            progress.finish();
        }
        return snapshot;
    }

    private void restore(StoredFile file, Path target) throws IOException {
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
            objects.copy(file, out, read -> {
                done += read;
                progress.update(done / MEGABYTE, "");
            });
        }
    }

    private static void requireWhole(Path bundle) {
        if (Files.isRegularFile(bundle.resolve(BundleManifest.FILE))) {
            Verification.verify(bundle).require();
        }
    }

    private String chosen(Optional<String> name, Optional<String> label) {
        List<String> all = objects.lists();
        if (all.isEmpty()) {
            throw DasllmException.input(
                    "There is no backup in " + store.place(),
                    "Name the folder or the store that dasllm backup wrote to");
        }
        TreeSet<String> names = new TreeSet<>(all.stream().map(Snapshot::nameOf).toList());
        if (name.isEmpty() && names.size() > 1) {
            throw DasllmException.usage(
                    store.place() + " has backups of several names: " + String.join(", ", names),
                    "Choose one with --name");
        }
        String wanted = name.orElse(names.first());
        List<String> named = all.stream()
                .filter(object -> Snapshot.nameOf(object).equals(wanted))
                .filter(object -> label.isEmpty() || Snapshot.label(object).equals(label.get()))
                .toList();
        if (named.isEmpty()) {
            throw DasllmException.input(
                    store.place() + " has no backup "
                            + label.map(each -> each + " of the name " + wanted).orElse("of the name " + wanted),
                    "dasllm restore --list shows what is there");
        }
        return named.get(named.size() - 1);
    }

    private static void requireFree(Path to) {
        if (to.toString().isBlank()) {
            throw DasllmException.usage("The folder's name is empty", "Name the folder to restore into");
        }
        if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean free = false;
        if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(to)) {
                free = !entries.iterator().hasNext();
            } catch (IOException e) {
                throw FileFailure.reading(to, e);
            }
        }
        if (!free) {
            throw DasllmException.input(
                    to + " is there already, and a restored folder replaces nothing",
                    "Name another folder, or remove this one first");
        }
    }
}
