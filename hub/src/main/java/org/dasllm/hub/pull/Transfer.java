package org.dasllm.hub.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.hub.api.Hub;
import org.dasllm.hub.api.HubFile;
import org.dasllm.hub.api.HubResponse;
import org.dasllm.hub.api.Passing;
import org.dasllm.hub.api.Patience;
import org.dasllm.hub.name.ContentName;

/**
 * Brings one file here. What has come is kept under its content's name and goes on where it stopped, in this process or a later one;
 * a content that is whole is hashed before it gets its place.
 */
final class Transfer implements Patience.Steps {
    private static final int BUFFER = 1 << 16;
    /** A connection that breaks again and again is tried at most so often anew for its progress. */
    private static final int PIECES = 64;

    private static final int MOST_WRONG = 2;

    private final Hub hub;
    private final String commit;
    private final HubFile file;
    private final Path partial;
    private final Meter meter;
    private Optional<Path> kept;
    private ContentName hash;
    private long have;
    private boolean read;
    private int wrong;

    /**
     * @param kept a file of this machine that should have the same content
     * @param partial where what comes is kept
     */
    Transfer(Hub hub, String commit, HubFile file, Optional<Path> kept, Path partial, Meter meter) {
        this.kept = kept;
        this.hub = hub;
        this.commit = commit;
        this.file = file;
        this.partial = partial;
        this.meter = meter;
        this.hash = ContentName.like(file.etag(), file.bytes());
    }

    /** How many bytes are here from an earlier try. */
    static long begun(Path partial, HubFile file) {
        long bytes = FolderStore.bytes(partial);
        return bytes > 0 && bytes <= file.bytes() ? bytes : 0;
    }

    @Override
    public long progress() {
        return have / Math.max(1, file.bytes() / PIECES);
    }

    @Override
    public void run() throws Passing, InterruptedException {
        if (!read) {
            readPartial();
        }
        if (kept.isPresent()) {
            copy(kept.get());
        } else if (have < file.bytes()) {
            receive();
        }
        verify();
    }

    /** What an earlier process left; longer than the whole it is of no use. */
    private void readPartial() {
        try {
            if (Files.exists(partial)) {
                if (Files.size(partial) > file.bytes()) {
                    Files.delete(partial);
                } else {
                    have = hash.update(partial);
                }
            }
            read = true;
        } catch (IOException e) {
            throw FileFailure.reading(partial, e);
        }
    }

    /** Takes what is on this machine; whether it is right is seen as with any other. */
    private void copy(Path from) {
        long before = have;
        restart();
        meter.add(before);
        kept = Optional.empty();
        try {
            Files.copy(from, partial);
            have = hash.update(partial);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw FileFailure.writing(partial, have, e);
        }
    }

    private void receive() throws Passing, InterruptedException {
        try (Hub.Opened opened = hub.open(commit, file, have)) {
            requireSame(opened);
            HubResponse response = opened.response();
            if (response.status() == 416) {
                restart();
                throw new Passing(
                        what() + " could not be gone on with", "Run the same command again", Optional.empty());
            }
            if (opened.said() >= 0 && opened.said() != file.bytes()) {
                // A page of a proxy or of a server under repair: what is here already is not given up for it.
                throw new Passing(
                        what() + " comes as " + opened.said() + " bytes, and the hub's list says " + file.bytes(),
                        "Run the same command again; what has come is kept",
                        Optional.empty());
            }
            if (response.status() == 200) {
                restart();
            } else if (have == 0 || !response.header("content-range").orElse("").startsWith("bytes " + have + "-")) {
                restart();
                throw new Passing(
                        what() + " comes from another place than was asked for", "Try again later", Optional.empty());
            }
            write(response);
        }
    }

    /** What the hub calls by another name now is another content, whose bytes may not be put behind these. */
    private void requireSame(Hub.Opened opened) {
        String coding = opened.response().header("content-encoding").orElse("identity");
        if (!coding.equals("identity")) {
            throw DasllmException.input(
                    what() + " is sent compressed, which was not asked for",
                    "Ask who runs the hub, or the proxy before it, to send files as they are");
        }
        // Who keeps the content may have names of its own for it; then its hash alone decides.
        boolean changed = ContentName.known(opened.etag()) && !opened.etag().equals(file.etag());
        if (changed && opened.etag().length() == file.etag().length()) {
            throw DasllmException.input(
                    what() + " has changed at the hub while it was pulled: it is " + opened.etag() + " now, and was "
                            + file.etag(),
                    "Run the same command again");
        }
        if (opened.bytes() >= 0
                && opened.bytes() != file.bytes()
                && opened.response().status() != 416) {
            throw DasllmException.input(
                    what() + " would be " + opened.bytes() + " bytes long, and the hub's list says " + file.bytes(),
                    "Run the same command again; if that does not help, check HF_ENDPOINT");
        }
    }

    private void restart() {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw FileFailure.writing(partial, have, e);
        }
        meter.add(-have);
        have = 0;
        hash = ContentName.like(file.etag(), file.bytes());
    }

    private void write(HubResponse response) throws Passing, InterruptedException {
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(have);
            channel.position(have);
            byte[] buffer = new byte[BUFFER];
            while (true) {
                int count = next(response, buffer);
                if (count < 0) {
                    break;
                }
                if (count > file.bytes() - have) {
                    throw DasllmException.input(
                            what() + " does not end: more than its " + file.bytes() + " bytes come",
                            "Check HF_ENDPOINT");
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                hash.update(buffer, 0, count);
                have += count;
                meter.add(count);
            }
            if (have == file.bytes()) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw FileFailure.writing(partial, have, e);
        }
        if (have < file.bytes()) {
            throw new Passing(
                    what() + " was cut off after " + have + " of " + file.bytes() + " bytes",
                    "Run the same command again; what has come is kept",
                    Optional.empty());
        }
    }

    /** A failure of the network, as distinct from one of the disk. */
    private int next(HubResponse response, byte[] buffer) throws Passing, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return response.body().read(buffer);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw hub.broken(e);
        }
    }

    private void verify() throws Passing {
        if (file.bytes() == 0 && !Files.exists(partial)) {
            try {
                Files.createFile(partial);
            } catch (IOException e) {
                throw FileFailure.writing(partial, 0, e);
            }
        }
        String found = hash.name();
        if (found.equals(file.etag())) {
            return;
        }
        restart();
        wrong++;
        String what = what() + " came with other content than the hub says: its " + ContentName.kind(file.etag())
                + " is " + found + " instead of " + file.etag();
        if (wrong >= MOST_WRONG) {
            throw DasllmException.input(what, "Check HF_ENDPOINT and the network, and run the same command again");
        }
        throw new Passing(what, "Check HF_ENDPOINT and the network", Optional.empty());
    }

    private String what() {
        return file.name();
    }
}
