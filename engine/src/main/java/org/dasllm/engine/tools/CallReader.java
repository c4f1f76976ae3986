package org.dasllm.engine.tools;

/**
 * Finds the calls in an answer while it comes. Markers are single characters in what it reads ({@link Markers}). What is no call
 * after all is text, and nothing that a model writes is an error. White space around calls belongs to their syntax.
 */
abstract class CallReader {
    private final Markers markers;
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder pending = new StringBuilder();
    private boolean called;

    CallReader(Markers markers) {
        this.markers = markers;
    }

    /** Takes more of the answer. */
    final void read(String more, CallSink sink) {
        for (int i = 0; i < more.length(); i++) {
            take(more.charAt(i), sink);
        }
        flushArguments(sink);
        flushWords(sink);
    }

    /** The answer has ended, perhaps within a call. */
    final void end(CallSink sink) {
        flushArguments(sink);
        giveUp();
        if (!called && !words.isEmpty()) {
            sink.text(words.toString());
            words.setLength(0);
        }
        flushWords(sink);
    }

    abstract void take(char c, CallSink sink);

    /** What has come of arguments. */
    final StringBuilder pending() {
        return pending;
    }

    /** Hands on what has come of arguments. A marker that was spelled within a string is a part of it. */
    final void flushArguments(CallSink sink) {
        if (!pending.isEmpty()) {
            sink.arguments(markers.spelled(pending));
            pending.setLength(0);
        }
    }

    /** What is held for a call that has not begun is none; nothing happens elsewhere. */
    abstract void giveUp();

    /** Text that is certain to be no part of a call. */
    final void text(CharSequence raw) {
        words.append(markers.spelled(raw));
    }

    final void open(String name, CallSink sink) {
        flushWords(sink);
        words.setLength(0);
        called = true;
        sink.open(name);
    }

    /** White space at the end waits for what follows. */
    private void flushWords(CallSink sink) {
        int end = words.length();
        while (end > 0 && Character.isWhitespace(words.charAt(end - 1))) {
            end--;
        }
        if (end > 0) {
            sink.text(words.substring(0, end));
            words.delete(0, end);
        }
    }
}
