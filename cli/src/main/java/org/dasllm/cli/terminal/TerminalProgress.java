package org.dasllm.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.dasllm.format.progress.Progress;

/** A bar that redraws itself on a terminal; elsewhere a plain line at every tenth. */
public final class TerminalProgress implements Progress {
    private static final int WIDTH = 24;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream out;
    private final boolean interactive;
    private String title = "";
    private String unit = "";
    private String note = "";
    private long total;
    private long done;
    /** Done before this process began, as a resumed run has it: the first update tells, and is one unit of its own. */
    private long before;

    private long started;
    private long drawn;
    private int tenths;
    private boolean working;
    private boolean begun;

    public TerminalProgress(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    /** Whether standard error is a terminal, as the launcher found it: Java 17 cannot tell. */
    public static boolean interactive() {
        return Boolean.getBoolean("dasllm.terminal");
    }

    /** Standard error, as a bar where it is a terminal. Results go to standard output and stay clean. */
    public static TerminalProgress standard() {
        return new TerminalProgress(System.err, interactive());
    }

    @Override
    public synchronized void start(String title, long total, String unit) {
        finish();
        this.title = title;
        this.total = total;
        this.unit = unit;
        this.note = "";
        done = 0;
        before = 0;
        begun = false;
        tenths = 0;
        started = System.nanoTime();
        drawn = 0;
        working = true;
        draw();
    }

    @Override
    public synchronized void update(long done, String note) {
        if (!begun) {
            begun = true;
            before = Math.max(0, done - 1);
        }
        this.done = done;
        this.note = note;
        if (!working) {
            return;
        }
        if (interactive) {
            if (System.nanoTime() - drawn >= REDRAW_NANOS || done >= total) {
                draw();
            }
        } else if (total > 0 && done * 10 / total > tenths) {
            tenths = (int) (done * 10 / total);
            out.println("  " + text());
        }
    }

    @Override
    public synchronized void line(String text) {
        if (interactive && working) {
            out.print("\r\033[K");
        }
        out.println("  " + text);
        if (interactive && working) {
            draw();
        }
    }

    @Override
    public synchronized void finish() {
        if (working && interactive) {
            draw();
            out.println();
        }
        working = false;
    }

    private void draw() {
        drawn = System.nanoTime();
        if (interactive) {
            out.print("\r\033[K  " + text());
            out.flush();
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-22s ", title));
        if (total > 0) {
            int filled = (int) Math.min(WIDTH, done * WIDTH / total);
            text.append('[')
                    .append("#".repeat(filled))
                    .append(".".repeat(WIDTH - filled))
                    .append("] ");
            text.append(done).append('/').append(total).append(' ').append(unit);
        } else if (done > 0) {
            text.append(done).append(' ').append(unit);
        }
        if (!note.isEmpty()) {
            text.append("  ").append(note);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        if (total > 0 && done > before && done < total && seconds > 1) {
            text.append("  ")
                    .append(duration(seconds * (total - done) / (done - before)))
                    .append(" left");
        }
        return text.toString();
    }

    /** Such as {@code 41 s} or {@code 2 min 05 s}. */
    public static String duration(double seconds) {
        Duration d = Duration.ofMillis((long) (seconds * 1000));
        if (d.toMinutes() > 0) {
            return String.format(Locale.ROOT, "%d min %02d s", d.toMinutes(), d.toSecondsPart());
        }
        return seconds < 10 ? String.format(Locale.ROOT, "%.1f s", seconds) : d.toSeconds() + " s";
    }
}
