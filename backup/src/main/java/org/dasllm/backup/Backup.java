package org.dasllm.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.dasllm.backup.snapshot.Content;
import org.dasllm.backup.snapshot.Snapshot;
import org.dasllm.backup.snapshot.StoredFile;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;

/** Brings what a store does not have yet into it, reads back what was written, and writes the list of files last. */
public final class Backup {
    private static final long MEGABYTE = 1_000_000;

    private final ObjectStore store;
    private final StoredObjects objects;
    private final Clock clock;
    private final Progress progress;

    /**
     * What was done.
     *
     * @param backup the list's label, by which {@code restore --backup} finds it
     * @param name what it is a backup of
     * @param files how many files it holds
     * @param bytes all of them together
     * @param written how many objects were written; the others were there
     * @param writtenBytes all of those together
     * @param unchanged whether the newest backup of that name holds the same, so that no further one was made
     */
    public record Outcome(
            String backup, String name, int files, long bytes, int written, long writtenBytes, boolean unchanged) {}

    public Backup(ObjectStore store, Clock clock, Progress progress) {
        this.store = store;
        this.objects = new StoredObjects(store);
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Backs up.
     *
     * @param name of the backup; several of the same name are distinguished by their time
     * @param everyObject whether objects that were there already are read back too, and written anew where they are damaged
     * @throws DasllmException if a file cannot be read or changes meanwhile, or the store does not keep what it is given
     */
    public Outcome run(Content content, String name, boolean everyObject) {
        Snapshot.requireName(name);
        Map<String, Path> sorted = new TreeMap<>(content.files());
        long total = sorted.values().stream().mapToLong(Backup::size).sum();
        progress.start("backing up", total / MEGABYTE, "MB");
        long done = 0;
        int written = 0;
        long writtenBytes = 0;
        Set<String> seen = new HashSet<>();
        List<StoredFile> files = new ArrayList<>();
        try {
            for (Map.Entry<String, Path> entry : sorted.entrySet()) {
                Path source = entry.getValue();
                StoredFile file = new StoredFile(entry.getKey(), size(source), Sha256.ofFile(source));
                files.add(file);
                if (seen.add(file.sha256()) && stored(file, source, everyObject)) {
                    written++;
                    writtenBytes += file.bytes();
                }
                done += file.bytes();
                progress.update(done / MEGABYTE, "");
            }
        } finally {
            progress.finish();
        }
        return listed(Snapshot.of(RunManifest.version(), name, clock.instant(), files), written, writtenBytes);
    }

    private Outcome listed(Snapshot snapshot, int written, long writtenBytes) {
        List<String> earlier = objects.lists().stream()
                .filter(object -> object.startsWith(Snapshot.folder(snapshot.name())))
                .toList();
        String newest = earlier.isEmpty() ? "" : earlier.get(earlier.size() - 1);
        boolean unchanged = !newest.isEmpty() && same(newest, snapshot);
        if (!unchanged) {
            store.put(snapshot.object(), snapshot.json());
            objects.list(snapshot.object());
        }
        return new Outcome(
                Snapshot.label(unchanged ? newest : snapshot.object()),
                snapshot.name(),
                snapshot.files().size(),
                snapshot.bytes(),
                written,
                writtenBytes,
                unchanged);
    }

    /** Whether a list that is there says the same of the files; one that cannot be read says nothing. */
    private boolean same(String object, Snapshot snapshot) {
        try {
            return objects.list(object).files().equals(snapshot.files());
        } catch (DasllmException unreadable) {
            return false;
        }
    }

    /** Brings an object into the store if need be; whether it had to be written. */
    private boolean stored(StoredFile file, Path source, boolean everyObject) {
        OptionalLong there = store.size(file.object());
        if (there.isPresent() && there.getAsLong() == file.bytes() && !(everyObject && damaged(file))) {
            return false;
        }
        store.put(file.object(), source);
        try {
            readBack(file);
        } catch (DasllmException other) {
            store.delete(file.object());
            throw DasllmException.input(
                    source + " could not be backed up: it changed meanwhile, or " + store.place()
                            + " does not give back what it was given",
                    "Wait until nothing writes to it, and run the same command again",
                    other);
        }
        return true;
    }

    private boolean damaged(StoredFile file) {
        try {
            readBack(file);
            return false;
        } catch (DasllmException damaged) {
            return true;
        }
    }

    private void readBack(StoredFile file) {
        try {
            objects.copy(file, OutputStream.nullOutputStream(), read -> {});
        } catch (IOException e) {
            throw new UncheckedIOException("writing to nothing does not fail", e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }
}
