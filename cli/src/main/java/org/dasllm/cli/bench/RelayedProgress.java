package org.dasllm.cli.bench;

import java.io.PrintStream;
import org.dasllm.format.progress.Progress;

/** Progress on its way from a part's process to the one that shows it: a line a call, words apart by tabs. */
final class RelayedProgress implements Progress {
    private static final String TAB = "\t";

    private final PrintStream out;

    RelayedProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void start(String title, long total, String unit) {
        say("start", title, String.valueOf(total), unit);
    }

    @Override
    public void update(long done, String note) {
        say("update", String.valueOf(done), note);
    }

    @Override
    public void line(String text) {
        say("line", text);
    }

    @Override
    public void finish() {
        say("finish");
    }

    private void say(String... words) {
        out.println(String.join(TAB, words));
        out.flush();
    }

    /** Does what a line says; false if it is not one of progress. */
    static boolean relay(String line, Progress progress) {
        String[] words = line.split(TAB, -1);
        switch (words[0]) {
            case "start" -> progress.start(words[1], Long.parseLong(words[2]), words[3]);
            case "update" -> progress.update(Long.parseLong(words[1]), words[2]);
            case "line" -> progress.line(words[1]);
            case "finish" -> progress.finish();
            default -> {
                return false;
            }
        }
        return true;
    }
}
