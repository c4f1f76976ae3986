package org.dasllm.wire.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time as the header Date has it (RFC 9110, section 5.6.7), written once a second. */
final class HttpDate {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private record Written(long second, String text) {}

    private static volatile Written last = new Written(-1, "");

    private HttpDate() {}

    static String now() {
        Instant now = Instant.now();
        Written known = last;
        if (known.second != now.getEpochSecond()) {
            known = new Written(now.getEpochSecond(), FORM.format(now));
            last = known;
        }
        return known.text;
    }
}
