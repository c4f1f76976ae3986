package org.dasllm.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;

/** A folder, whose files are the objects: a disk of its own, or one that is mounted from another machine. */
final class FolderStore implements ObjectStore {
    private static final String PARTIAL = ".partial";

    private final Path root;

    FolderStore(Path root) {
        this.root = root;
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw DasllmException.input(root + " is not a folder", "Name the folder in which backups are to lie");
        }
    }

    @Override
    public String place() {
        return root.toString();
    }

    @Override
    public Optional<Path> folder() {
        return Optional.of(root);
    }

    @Override
    public OptionalLong size(String name) {
        Path file = root.resolve(name);
        try {
            return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
        } catch (NoSuchFileException gone) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    @Override
    public void put(String name, Path file) {
        AtomicFile.writeChannel(root.resolve(name), channel -> {
            try (InputStream in = source(file)) {
                in.transferTo(Channels.newOutputStream(channel));
            }
        });
    }

    private static InputStream source(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    @Override
    public void put(String name, String text) {
        AtomicFile.writeString(root.resolve(name), text);
    }

    @Override
    public InputStream open(String name) throws IOException {
        Path file = root.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw DasllmException.input("There is no object " + name + " in " + root, "Restore another backup");
        }
        return Files.newInputStream(file);
    }

    @Override
    public List<String> list(String prefix) {
        Path within = root.resolve(prefix);
        if (!Files.isDirectory(within)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(within)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.endsWith(PARTIAL))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FileFailure.reading(within, e);
        }
    }

    @Override
    public void delete(String name) {
        Path file = root.resolve(name);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }

    @Override
    public void close() {}
}
