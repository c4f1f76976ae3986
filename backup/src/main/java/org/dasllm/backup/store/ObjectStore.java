package org.dasllm.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.format.error.DasllmException;

/**
 * Objects by name, with {@code /} between the parts of a name. An object is there as a whole or not at all. All methods but {@link #open}'s
 * stream fail with a {@link DasllmException} that names the store.
 */
public interface ObjectStore extends AutoCloseable {
    /** As the user named it. */
    String place();

    /** The folder on this machine that the store is; empty where it is something else. */
    Optional<Path> folder();

    /** An object's size in bytes; empty where there is none of that name. */
    OptionalLong size(String name);

    /** Stores a file's content; an object of that name is replaced. */
    void put(String name, Path file);

    /** Stores a text in UTF-8; an object of that name is replaced. */
    void put(String name, String text);

    /**
     * An object's content, read as it comes.
     *
     * @throws IOException if it breaks off; the same for what the stream throws
     * @throws DasllmException if there is no such object, or the store refuses
     */
    InputStream open(String name) throws IOException;

    /** The names of all objects that begin with a prefix, sorted. */
    List<String> list(String prefix);

    /** Removes an object; nothing happens where there is none. */
    void delete(String name);

    @Override
    void close();
}
