package org.dasllm.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import org.dasllm.backup.snapshot.Snapshot;
import org.dasllm.backup.snapshot.StoredFile;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.format.error.DasllmException;

/** Reads objects and lists out of a store, and never passes on what is not as it was written. */
final class StoredObjects {
    private static final int PIECE_BYTES = 1 << 16;
    private static final int MOST_LIST_BYTES = 256 << 20;

    private final ObjectStore store;

    StoredObjects(ObjectStore store) {
        this.store = store;
    }

    /**
     * Copies a file's content out of the store.
     *
     * @param to takes the bytes before they are known to be right; who owns it has to throw them away where this fails
     * @param read takes how many more bytes were read
     * @throws DasllmException if the object is missing, breaks off, or holds other bytes
     * @throws IOException if {@code to} fails
     */
    void copy(StoredFile file, OutputStream to, LongConsumer read) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        try (InputStream in = open(file)) {
            byte[] piece = new byte[PIECE_BYTES];
            for (int more = next(in, piece, file); more >= 0; more = next(in, piece, file)) {
                digest.update(piece, 0, more);
                to.write(piece, 0, more);
                bytes += more;
                read.accept(more);
            }
        }
        if (bytes != file.bytes()) {
            throw damaged(file, "has " + bytes + " bytes instead of " + file.bytes());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw damaged(file, "holds other bytes than were written to it");
        }
    }

    private InputStream open(StoredFile file) {
        if (store.size(file.object()).isEmpty()) {
            throw damaged(file, "is missing");
        }
        try {
            return store.open(file.object());
        } catch (IOException e) {
            throw damaged(file, "cannot be read: " + e.getMessage());
        }
    }

    private int next(InputStream in, byte[] piece, StoredFile file) {
        try {
            return in.read(piece);
        } catch (IOException e) {
            throw damaged(file, "cannot be read to its end: " + e.getMessage());
        }
    }

    private DasllmException damaged(StoredFile file, String how) {
        return DasllmException.input(
                "The object " + file.object() + " in " + store.place() + ", which is " + file.path() + ", " + how,
                "Restore another backup, or back the bundle up again with --check, which writes damaged objects anew");
    }

    /** The names of the objects of all lists, those of one name in the order of time. */
    List<String> lists() {
        return store.list(Snapshot.folder()).stream().filter(Snapshot::isList).toList();
    }

    /** Reads a list. */
    Snapshot list(String object) {
        String where = object + " in " + store.place();
        try (InputStream in = store.open(object)) {
            byte[] bytes = in.readNBytes(MOST_LIST_BYTES);
            return Snapshot.parse(new String(bytes, StandardCharsets.UTF_8), object, where);
        } catch (IOException e) {
            throw DasllmException.input(
                    where + " cannot be read: " + e.getMessage(),
                    "Run the same command again, or restore another backup");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
