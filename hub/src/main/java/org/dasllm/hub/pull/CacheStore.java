package org.dasllm.hub.pull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.hub.api.HubFile;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.PullRecord;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.ModelName;

/** The cache that Python tools share. */
final class CacheStore implements Store {
    private final HubCache cache;
    private final ModelName name;
    private final Snapshot snapshot;
    private final Path model;
    private final boolean links;

    /** @param links whether symbolic links are tried */
    CacheStore(HubCache cache, ModelName name, String commit, boolean links) {
        this.cache = cache;
        this.name = name;
        this.snapshot = cache.snapshot(name.id(), commit);
        this.model = cache.model(name.id());
        this.links = links;
    }

    @Override
    public Path folder() {
        return snapshot.folder();
    }

    @Override
    public void require() {
        // Whatever is in the cache, beside it there is always room.
    }

    @Override
    public void begin() {
        try {
            Files.createDirectories(model.resolve("blobs"));
        } catch (IOException e) {
            throw FileFailure.writing(model, 0, e);
        }
    }

    @Override
    public boolean placed(HubFile file) {
        return FolderStore.bytes(place(file.name())) == file.bytes();
    }

    @Override
    public boolean kept(HubFile file) {
        return FolderStore.bytes(blob(file)) == file.bytes();
    }

    private Path place(String file) {
        return snapshot.folder().resolve(file);
    }

    private Path blob(HubFile file) {
        return model.resolve("blobs").resolve(file.etag());
    }

    @Override
    public Path partial(HubFile file) {
        return model.resolve("blobs").resolve(file.etag() + ".dasllm.incomplete");
    }

    @Override
    public Path lock(HubFile file) {
        return lock(file.etag());
    }

    @Override
    public Path recordLock() {
        return lock(snapshot.commit());
    }

    private Path lock(String of) {
        Path own = model.getFileName();
        return cache.folder().resolve(".locks").resolve(String.valueOf(own)).resolve(of + ".dasllm.lock");
    }

    @Override
    public void accept(HubFile file, Path whole) throws IOException {
        // Where a link into a store of several models was broken, the link is replaced, not what it leads to.
        Files.move(whole, blob(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        place(file, true);
    }

    @Override
    public void place(HubFile file) throws IOException {
        place(file, false);
    }

    /** @param fresh whether the content has just come, so that no other snapshot has it */
    private void place(HubFile file, boolean fresh) throws IOException {
        Path place = place(file.name());
        Path parent = place.getParent();
        if (placed(file) || parent == null) {
            return;
        }
        Files.createDirectories(parent);
        Files.deleteIfExists(place);
        if (!links || !linked(place, parent, blob(file))) {
            if (fresh) {
                // As Python's tools do: a second copy would take as much space again.
                Files.move(blob(file), place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                // Other snapshots may lead to it.
                Path copy = Files.copy(blob(file), AtomicFile.partial(place), StandardCopyOption.REPLACE_EXISTING);
                Files.move(copy, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private boolean linked(Path place, Path parent, Path blob) throws IOException {
        try {
            Files.createSymbolicLink(place, parent.toAbsolutePath().normalize().relativize(absolute(blob)));
            return true;
        } catch (FileAlreadyExistsException e) {
            // Another process was faster.
            return Files.isSymbolicLink(place);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(parent)) {
                throw e instanceof IOException failure ? failure : new IOException(e);
            }
            return false;
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public void write(PullRecord record) {
        record.write(snapshot.recordFile());
    }

    @Override
    public void finish() {
        cache.point(name, snapshot.commit());
    }

    @Override
    public Optional<PullRecord> recorded() {
        return snapshot.pulled();
    }
}
