package org.dasllm.hub.pull;

import java.util.Locale;
import org.dasllm.format.progress.Progress;

/** Adds up what several transfers have received. */
final class Meter {
    private static final double MEGA = 1e6;
    private static final long BYTES_PER_UNIT = 1_000_000;

    private final Progress progress;
    private final long total;
    private final int files;
    private long received;
    private int whole;

    /**
     * @param total bytes of all transfers
     * @param here bytes of them that are here from an earlier try
     */
    Meter(Progress progress, long total, long here, int files) {
        this.progress = progress;
        this.total = total;
        this.files = files;
        this.received = here;
        progress.start("pull", units(total), "MB");
        if (here > 0) {
            progress.update(units(here), note());
        }
    }

    private static long units(long bytes) {
        return Math.max(1, (bytes + BYTES_PER_UNIT - 1) / BYTES_PER_UNIT);
    }

    /** More bytes, or fewer where some were thrown away. */
    synchronized void add(long bytes) {
        long before = received / BYTES_PER_UNIT;
        received += bytes;
        if (received / BYTES_PER_UNIT != before) {
            progress.update(Math.min(units(total), received / BYTES_PER_UNIT), note());
        }
    }

    synchronized void fileIsWhole() {
        whole++;
        progress.update(Math.min(units(total), received / BYTES_PER_UNIT), note());
    }

    synchronized void line(String text) {
        progress.line(text);
    }

    private String note() {
        return String.format(Locale.ROOT, "%.1f MB, %d of %d files", received / MEGA, whole, files);
    }
}
