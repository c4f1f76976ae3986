package org.dasllm.harvest.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.progress.Progress;

/**
 * One progress for several teachers that report from threads of their own: what is done is added up, each one's figures stand behind its
 * name, and so do its lines.
 */
final class SharedProgress {
    private final Progress shown;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    SharedProgress(Progress shown) {
        this.shown = shown;
    }

    /** The progress of the one of that name. Its start and its end show nothing: the whole starts and ends by itself. */
    synchronized Progress of(String name) {
        return parts.computeIfAbsent(name, Part::new);
    }

    /** Starts the common work; what the parts did before counts no more. */
    synchronized void start(String title, long total, String unit) {
        parts.values().forEach(Part::clear);
        shown.start(title, total, unit);
    }

    /** A line about the whole. */
    synchronized void tell(String text) {
        shown.line(text);
    }

    synchronized void finish() {
        shown.finish();
    }

    private void show() {
        long done = 0;
        List<String> notes = new ArrayList<>();
        for (Part part : parts.values()) {
            done += part.done;
            if (!part.note.isEmpty()) {
                notes.add(part.name + ": " + part.note);
            }
        }
        shown.update(done, String.join("; ", notes));
    }

    private final class Part implements Progress {
        private final String name;
        private long done;
        private String note = "";

        Part(String name) {
            this.name = name;
        }

        private void clear() {
            done = 0;
            note = "";
        }

        @Override
        public void start(String title, long total, String unit) {}

        @Override
        public void update(long done, String note) {
            synchronized (SharedProgress.this) {
                this.done = done;
                this.note = done + (note.isEmpty() ? "" : " (" + note + ")");
                show();
            }
        }

        @Override
        public void line(String text) {
            synchronized (SharedProgress.this) {
                shown.line(name + ": " + text);
            }
        }

        @Override
        public void finish() {}
    }
}
