package org.dasllm.engine.tools;

import java.util.regex.Pattern;

/** Reads calls as newer Mistral models write them: a marker, the name, another marker, and the arguments as JSON. */
final class NamedCallReader extends CallReader {
    private static final Pattern NAME = Pattern.compile("[\\w.-]+");

    private enum State {
        TEXT,
        NAME,
        ID,
        ARGUMENTS,
        BETWEEN
    }

    private final char opening;
    private final char id;
    private final char parameters;
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder pending = new StringBuilder();
    private State state = State.TEXT;
    private String name = "";
    private JsonScan scan = new JsonScan();

    NamedCallReader(Markers markers, String openingMarker, String idMarker, String argumentsMarker) {
        super(markers);
        this.opening = markers.character(openingMarker);
        this.id = markers.character(idMarker);
        this.parameters = markers.character(argumentsMarker);
    }

    @Override
    void take(char c, CallSink sink) {
        switch (state) {
            case TEXT, BETWEEN -> {
                if (c == opening) {
                    held.append(c);
                    state = State.NAME;
                } else if (state == State.TEXT || !Character.isWhitespace(c)) {
                    state = State.TEXT;
                    text(String.valueOf(c));
                }
            }
            case NAME, ID -> head(c, sink);
            case ARGUMENTS -> {
                pending.append(c);
                if (scan.take(c)) {
                    flushArguments(sink);
                    state = State.BETWEEN;
                }
            }
            default -> throw new IllegalStateException("no such state");
        }
    }

    private void head(char c, CallSink sink) {
        held.append(c);
        if (c == id && state == State.NAME) {
            name = held.substring(1, held.length() - 1).strip();
            state = State.ID;
        } else if (c == '{') {
            String told = state == State.ID ? name : beforeArguments();
            if (!NAME.matcher(told).matches()) {
                giveUp();
                return;
            }
            held.setLength(0);
            open(told, sink);
            scan = new JsonScan();
            scan.take(c);
            pending.append(c);
            state = State.ARGUMENTS;
        } else if (c == opening) {
            held.setLength(held.length() - 1);
            giveUp();
            take(c, sink);
        }
    }

    private String beforeArguments() {
        int mark = held.indexOf(String.valueOf(parameters));
        return held.substring(1, mark < 0 ? held.length() - 1 : mark).strip();
    }

    @Override
    void giveUp() {
        if (state == State.NAME || state == State.ID) {
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
