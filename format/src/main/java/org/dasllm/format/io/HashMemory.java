package org.dasllm.format.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of files that this process has read, so that a base model of gigabytes is read once a run. A hash counts as long as
 * the file's inode, size and times are the same. The time of an inode's last change cannot be set by hand, and a file that
 * changed just before it was read is not remembered, because a second change within the clock's grain would not be seen.
 */
final class HashMemory {
    /** Well above the grain of any file system's times, in milliseconds. */
    private static final long SETTLED = 3_000;

    private static final int MOST = 10_000;
    private static final String STATE = "unix:dev,ino,size,lastModifiedTime,ctime";

    private final LongSupplier clock;
    private final Map<Map<String, Object>, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, Object>, String> eldest) {
            return size() > MOST;
        }
    };

    /** @param clock milliseconds since 1970 */
    HashMemory(LongSupplier clock) {
        this.clock = clock;
    }

    /** The remembered hash, or the one that {@code hash} gives. */
    String of(Path file, Function<Path, String> hash) {
        Map<String, Object> state = state(file);
        if (state == null) {
            return hash.apply(file);
        }
        synchronized (known) {
            String remembered = known.get(state);
            if (remembered != null) {
                return remembered;
            }
        }
        long began = clock.getAsLong();
        String fresh = hash.apply(file);
        if (state.equals(state(file)) && began - changed(state) > SETTLED) {
            synchronized (known) {
                known.put(state, fresh);
            }
        }
        return fresh;
    }

    private static long changed(Map<String, Object> state) {
        return state.get("ctime") instanceof FileTime changed ? changed.toMillis() : Long.MAX_VALUE / 2;
    }

    /** What tells a file and its content from others; null where this system does not say. */
    private static @Nullable Map<String, Object> state(Path file) {
        try {
            return Files.readAttributes(file, STATE);
        } catch (IOException | UnsupportedOperationException unknown) {
            return null;
        }
    }
}
