package org.dasllm.hub.pull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.hub.api.HubFile;
import org.dasllm.hub.cache.PullRecord;
import org.dasllm.hub.name.ModelName;

/** A folder of plain files, to be carried to where there is no network. */
final class FolderStore implements Store {
    /** Names the model whose files are in the folder, from the first of them on. */
    private static final String MARK = "model";

    private static final String LOCK = ".lock";

    private final Path folder;
    private final Path own;
    private final String content;

    FolderStore(Path folder, ModelName name, String commit) {
        this.folder = folder;
        this.own = folder.resolve(PullRecord.FOLDER);
        this.content = name.id() + "@" + commit;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public void require() {
        Path mark = own.resolve(MARK);
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw DasllmException.usage(folder + " is not a folder", "Name a new folder with --to");
        }
        try {
            if (Files.exists(mark)) {
                String found = Files.readString(mark).strip();
                if (!found.equals(content)) {
                    throw DasllmException.usage(
                            folder + " holds " + found + ", not " + content, "Name a new folder with --to");
                }
                return;
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                if (children.iterator().hasNext()) {
                    throw DasllmException.usage(
                            folder + " has other files in it", "Name a new or an empty folder with --to");
                }
            }
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        }
    }

    @Override
    public void begin() {
        // Before the first file, so that a folder whose transfer was cut off is known again.
        if (!Files.exists(own.resolve(MARK))) {
            AtomicFile.writeString(own.resolve(MARK), content + "\n");
        }
    }

    @Override
    public boolean placed(HubFile file) {
        return bytes(folder.resolve(file.name())) == file.bytes();
    }

    /** A file's size; -1 where there is none. Links are followed. */
    static long bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public boolean kept(HubFile file) {
        return placed(file);
    }

    @Override
    public Path partial(HubFile file) {
        return own.resolve(file.etag() + ".incomplete");
    }

    @Override
    public Path lock(HubFile file) {
        return own.resolve(file.etag() + LOCK);
    }

    @Override
    public void place(HubFile file) {
        // What is here is at its place.
    }

    @Override
    public void accept(HubFile file, Path whole) throws IOException {
        Path place = folder.resolve(file.name());
        Path parent = place.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public Path recordLock() {
        return own.resolve(PullRecord.FILE + LOCK);
    }

    @Override
    public void write(PullRecord record) {
        record.write(own.resolve(PullRecord.FILE));
    }

    @Override
    public void finish() {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(own, "*" + LOCK)) {
            for (Path lock : locks) {
                BlobLock.removeFree(lock);
            }
        } catch (IOException e) {
            throw FileFailure.writing(own, 0, e);
        }
    }

    @Override
    public Optional<PullRecord> recorded() {
        Path file = own.resolve(PullRecord.FILE);
        return Files.exists(file) ? Optional.of(PullRecord.read(file)) : Optional.empty();
    }
}
