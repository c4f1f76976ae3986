package org.dasllm.wire.received;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Server-sent events, which a server may send although no stream was asked for. */
public final class EventStream {
    private static final Pattern BEGINS = Pattern.compile("(?:data|event|id|retry) ?:");
    /** What keeps a connection alive: comments and empty lines before the body proper. */
    private static final Pattern COMMENTS = Pattern.compile("(?::[^\\r\\n]*(?:\\R|$)|\\s+)++");

    private EventStream() {}

    public static boolean begins(String text) {
        return BEGINS.matcher(text).lookingAt();
    }

    /** A text without the comments and empty lines before it. */
    public static String withoutComments(String text) {
        return text.startsWith(":") ? COMMENTS.matcher(text).replaceFirst("") : text;
    }

    /** The events' data, without the one that says that it is over. */
    public static List<String> data(String text) {
        List<String> events = new ArrayList<>();
        StringBuilder event = new StringBuilder();
        for (String line : (text + "\n\n").split("\\R", -1)) {
            if (line.startsWith("data:")) {
                event.append(event.isEmpty() ? "" : "\n")
                        .append(line.substring("data:".length()).strip());
            } else if (line.isEmpty() && !event.isEmpty()) {
                events.add(event.toString());
                event.setLength(0);
            }
        }
        events.remove("[DONE]");
        return events;
    }
}
