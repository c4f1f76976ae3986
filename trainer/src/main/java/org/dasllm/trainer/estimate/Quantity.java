package org.dasllm.trainer.estimate;

import java.util.Locale;

/** Bytes and seconds for people. */
public final class Quantity {
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;
    private static final int MINUTE = 60;

    private Quantity() {}

    /** Such as {@code 412 MB} or {@code 1.9 GB}. */
    public static String bytes(long bytes) {
        return bytes < GIGA
                ? String.format(Locale.ROOT, "%.0f MB", bytes / MEGA)
                : String.format(Locale.ROOT, "%.1f GB", bytes / GIGA);
    }

    /** Such as {@code 41 s}, {@code 12 min} or {@code 3 h 20 min}. */
    public static String seconds(double seconds) {
        long minutes = Math.round(seconds / MINUTE);
        if (seconds < 2 * MINUTE) {
            return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
        }
        return minutes < 2 * MINUTE ? minutes + " min" : minutes / MINUTE + " h " + minutes % MINUTE + " min";
    }
}
