package org.dasllm.engine.tools;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads calls in Gemma's notation; their arguments are handed on as JSON. */
final class NotedCallReader extends CallReader {
    private static final Pattern HEAD = Pattern.compile("\\s*call:([\\w.-]+)\\s*\\{");

    private enum State {
        TEXT,
        HEAD,
        ARGUMENTS,
        BETWEEN
    }

    private final char opening;
    private final char closing;
    private final char quote;
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder pending = new StringBuilder();
    private State state = State.TEXT;
    private NotationScan scan;

    NotedCallReader(Markers markers, String openingMarker, String closingMarker, String quoteMarker) {
        super(markers);
        this.opening = markers.character(openingMarker);
        this.closing = markers.character(closingMarker);
        this.quote = markers.character(quoteMarker);
        this.scan = new NotationScan(quote);
    }

    @Override
    void take(char c, CallSink sink) {
        switch (state) {
            case TEXT, BETWEEN -> {
                if (c == opening) {
                    held.append(c);
                    state = State.HEAD;
                } else if (state == State.TEXT || !(Character.isWhitespace(c) || c == closing)) {
                    state = State.TEXT;
                    text(String.valueOf(c));
                }
            }
            case HEAD -> head(c, sink);
            case ARGUMENTS -> {
                if (scan.take(c, pending)) {
                    flushArguments(sink);
                    state = State.BETWEEN;
                }
            }
            default -> throw new IllegalStateException("no such state");
        }
    }

    private void head(char c, CallSink sink) {
        if (c == opening || c == closing) {
            giveUp();
            take(c, sink);
            return;
        }
        held.append(c);
        if (c == '{') {
            Matcher head = HEAD.matcher(held.substring(1));
            if (!head.matches()) {
                giveUp();
                return;
            }
            held.setLength(0);
            open(head.group(1), sink);
            scan = new NotationScan(quote);
            scan.take(c, pending);
            state = State.ARGUMENTS;
        }
    }

    @Override
    void giveUp() {
        if (state == State.HEAD) {
            text(held.toString());
            held.setLength(0);
            state = State.TEXT;
        }
    }

    @Override
    void flushArguments(CallSink sink) {
        if (!pending.isEmpty()) {
            sink.arguments(pending.toString());
            pending.setLength(0);
        }
    }
}
