package org.dasllm.format.progress;

/** Where a stage reports how far it is; the command line draws a bar or prints lines. One stage, one thread. */
public interface Progress {

    /** Starts a piece of work of {@code total} units; ends the one before. */
    void start(String title, long total, String unit);

    /**
     * So far {@code done} units.
     *
     * @param note short figures worth seeing, such as the loss; may be empty
     */
    void update(long done, String note);

    /** A finding worth a line of its own. */
    void line(String text);

    /** Ends the work under way. */
    void finish();

    /** Says nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void start(String title, long total, String unit) {}

        @Override
        public void update(long done, String note) {}

        @Override
        public void line(String text) {}

        @Override
        public void finish() {}
    };
}
