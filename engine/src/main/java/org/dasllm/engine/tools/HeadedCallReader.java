package org.dasllm.engine.tools;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads calls that begin with a marker and the function's name; the arguments behind it are in a notation of their own. */
final class HeadedCallReader extends CallReader {
    private enum State {
        TEXT,
        HEAD,
        ARGUMENTS,
        BETWEEN
    }

    private final char opening;
    private final Pattern head;
    private final Function<String, ArgumentScan> scans;
    private final StringBuilder held = new StringBuilder();
    private State state = State.TEXT;
    private ArgumentScan scan = ArgumentScan.json();

    /**
     * Begins with text.
     *
     * @param head what stands behind the marker, the name as its first group; its last character is the arguments' first one
     * @param scans begins with the arguments of a function
     */
    HeadedCallReader(Markers markers, String openingMarker, Pattern head, Function<String, ArgumentScan> scans) {
        super(markers);
        this.opening = markers.character(openingMarker);
        this.head = head;
        this.scans = scans;
    }

    @Override
    void take(char c, CallSink sink) {
        switch (state) {
            case TEXT, BETWEEN -> {
                if (c == opening) {
                    held.append(c);
                    state = State.HEAD;
                } else if (state == State.TEXT || !(Character.isWhitespace(c) || Markers.isMarker(c))) {
                    state = State.TEXT;
                    text(String.valueOf(c));
                }
            }
            case HEAD -> head(c, sink);
            case ARGUMENTS -> arguments(c, sink);
            default -> throw new IllegalStateException("no such state");
        }
    }

    private void head(char c, CallSink sink) {
        if (c == opening) {
            giveUp();
            take(c, sink);
            return;
        }
        held.append(c);
        Matcher begun = head.matcher(held).region(1, held.length());
        if (begun.matches()) {
            String name = begun.group(1);
            held.setLength(0);
            open(name, sink);
            scan = scans.apply(name);
            state = State.ARGUMENTS;
            arguments(c, sink);
        } else if (!begun.hitEnd()) {
            giveUp();
        }
    }

    private void arguments(char c, CallSink sink) {
        if (scan.take(c, pending())) {
            flushArguments(sink);
            state = State.BETWEEN;
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
}
