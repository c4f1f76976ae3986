package org.dasllm.engine.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;

/**
 * Reads calls that are JSON objects with a name and arguments. As soon as the name is known and arguments follow it, they are handed
 * on as they come. Objects that begin otherwise are looked at when they are whole, except where
 * nothing but its beginning makes an answer a call.
 */
final class JsonCallReader extends CallReader {
    private static final Pattern HEAD = Pattern.compile(
            "\\s*\\{\\s*\"name\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*+\")\\s*,\\s*\"(?:arguments|parameters)\"\\s*:\\s*(\\{)");
    private static final int LONGEST_HEAD = 1_000;
    private static final Pattern BEGIN = Pattern.compile("\\s*\\{");

    /** Where calls stand. */
    enum Place {
        /** Each behind an opening marker. */
        MARKED,
        /** All in one list behind an opening marker. */
        LISTED,
        /** At the beginning of the answer, with or without a marker before; there is no text then. */
        ALONE
    }

    private enum State {
        START,
        TEXT,
        LIST,
        HEAD,
        OBJECT,
        ARGUMENTS,
        REST,
        BETWEEN
    }

    private final Place place;
    private final char opening;
    private final StringBuilder held = new StringBuilder();

    /** What stood before the object that is held, for the case that it is no call. */
    private String prefix = "";

    private State state;
    private JsonScan scan = new JsonScan();
    private boolean any;

    JsonCallReader(Markers markers, Place place, String openingMarker) {
        super(markers);
        this.place = place;
        this.opening = markers.character(openingMarker);
        this.state = place == Place.ALONE ? State.START : State.TEXT;
    }

    @Override
    void take(char c, CallSink sink) {
        switch (state) {
            case START, TEXT, BETWEEN -> outside(c, sink);
            case LIST -> list(c, sink);
            case HEAD -> head(c, sink);
            case OBJECT -> object(c, sink);
            case ARGUMENTS -> arguments(c, sink);
            case REST -> {
                if (scan.take(c)) {
                    state = place == Place.LISTED ? State.LIST : State.BETWEEN;
                    held.setLength(0);
                }
            }
            default -> throw new IllegalStateException("no such state");
        }
    }

    private void outside(char c, CallSink sink) {
        boolean blank = Character.isWhitespace(c);
        if (c == opening) {
            held.setLength(0);
            held.append(c);
            state = place == Place.LISTED ? State.LIST : State.HEAD;
        } else if (c == '{' && place == Place.ALONE && state != State.TEXT) {
            held.setLength(0);
            state = State.HEAD;
            head(c, sink);
        } else if (state == State.BETWEEN && (blank || isClosing(c) || (place == Place.ALONE && c == ';'))) {
            return;
        } else {
            state = blank && state == State.START ? State.START : State.TEXT;
            text(String.valueOf(c));
        }
    }

    private boolean isClosing(char c) {
        return Markers.isMarker(c) && c != opening;
    }

    /** Within a list, before an object. */
    private void list(char c, CallSink sink) {
        held.append(c);
        if (c == '{') {
            StringBuilder begun = new StringBuilder(held);
            held.setLength(0);
            state = State.HEAD;
            prefix = begun.substring(0, begun.length() - 1);
            head(c, sink);
        } else if (c == ']' && any) {
            held.setLength(0);
            state = State.BETWEEN;
        } else if (!Character.isWhitespace(c) && c != (any ? ',' : '[')) {
            text(held);
            held.setLength(0);
            state = State.TEXT;
        }
    }

    private void head(char c, CallSink sink) {
        held.append(c);
        if (held.length() > LONGEST_HEAD) {
            giveUp();
            return;
        }
        CharSequence object = object();
        Matcher head = HEAD.matcher(object);
        if (head.lookingAt()) {
            String name = name(head.group(1));
            if (name.isEmpty()) {
                giveUp();
                return;
            }
            begin(name, sink);
            scan = new JsonScan();
            state = State.ARGUMENTS;
            arguments(object.charAt(head.end() - 1), sink);
        } else if (!head.hitEnd()) {
            if (place == Place.ALONE || !BEGIN.matcher(object).lookingAt()) {
                giveUp();
                return;
            }
            state = State.OBJECT;
            scan = new JsonScan();
            for (int i = 0; i < object.length(); i++) {
                if (scan.take(object.charAt(i))) {
                    whole(sink);
                    return;
                }
            }
        }
    }

    /** Without the marker before it. */
    private String object() {
        int begin = !held.isEmpty() && held.charAt(0) == opening ? 1 : 0;
        return held.substring(begin);
    }

    private static String name(String quoted) {
        try {
            return Json.mapper().readTree(quoted).asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private void begin(String name, CallSink sink) {
        any = true;
        prefix = "";
        held.setLength(0);
        open(name, sink);
    }

    private void object(char c, CallSink sink) {
        held.append(c);
        if (scan.take(c)) {
            whole(sink);
        }
    }

    /** An object in another order than usual, or with its arguments as a text. */
    private void whole(CallSink sink) {
        JsonNode call;
        try {
            call = Json.mapper().readTree(object());
        } catch (JsonProcessingException e) {
            giveUp();
            return;
        }
        JsonNode arguments = call.has("arguments") ? call.get("arguments") : call.path("parameters");
        String text = arguments.isTextual() ? arguments.textValue() : arguments.isObject() ? Json.line(arguments) : "";
        if (!call.path("name").isTextual() || call.path("name").asText().isEmpty() || !isObject(text)) {
            giveUp();
            return;
        }
        begin(call.get("name").asText(), sink);
        pending().append(text);
        flushArguments(sink);
        state = place == Place.LISTED ? State.LIST : State.BETWEEN;
    }

    private static boolean isObject(String text) {
        try {
            JsonNode read = Json.mapper().readTree(text);
            return read != null && read.isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void arguments(char c, CallSink sink) {
        pending().append(c);
        if (scan.take(c)) {
            flushArguments(sink);
            scan = JsonScan.within();
            state = State.REST;
        }
    }

    @Override
    void giveUp() {
        if (state == State.HEAD || state == State.OBJECT || state == State.LIST) {
            text(any && state == State.LIST ? "" : prefix + held);
            prefix = "";
            held.setLength(0);
            state = State.TEXT;
        }
    }
}
