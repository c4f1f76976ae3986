package org.dasllm.wire.received;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page where JSON should be. */
public final class Markup {
    private static final Pattern HTML =
            Pattern.compile("(?i)<(?:!doctype html|html|head|body|title|div|script|meta|p|h1)\\b");
    private static final Pattern TITLE = Pattern.compile("(?i)<title[^>]{0,200}>([^<]{1,200})");

    private Markup() {}

    /** A noun for it, with its title where it has one. */
    public static String kind(String text) {
        String start = text.substring(0, Math.min(text.length(), 10_000));
        Matcher title = TITLE.matcher(start);
        String named = title.find() && !title.group(1).isBlank()
                ? " ('" + title.group(1).strip() + "')"
                : "";
        return HTML.matcher(start).find() ? "a web page" + named : "XML";
    }
}
