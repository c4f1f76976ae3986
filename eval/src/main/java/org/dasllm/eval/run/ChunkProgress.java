package org.dasllm.eval.run;

import org.dasllm.format.progress.Progress;

/** Adds what a source reports about one chunk to what was done before it. */
record ChunkProgress(Progress whole, long before) implements Progress {
    @Override
    public void start(String title, long total, String unit) {}

    @Override
    public void update(long done, String note) {
        whole.update(before + done, note);
    }

    @Override
    public void line(String text) {
        whole.line(text);
    }

    @Override
    public void finish() {}
}
