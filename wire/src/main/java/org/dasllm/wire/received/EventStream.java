package org.dasllm.wire.received;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Server-sent events, which a server may send although no stream was asked for. */
public final class EventStream {
    private static final Pattern BEGINS = Pattern.compile("(?:data|event|id|retry) ?:");
    /** What keeps a connection alive: comments and empty lines before the body proper. */
    private static final Pattern COMMENTS = Pattern.compile("(?::[^\\r\\n]*(?:\\r\\n|\\n|\\r|$)|\\s+)++");
    /** Of events: what else Unicode calls a line break may stand in a text of JSON as it is, such as U+2028. */
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|\\n|\\r");

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
        for (String line : LINE_BREAK.split(text + "\n\n", -1)) {
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
