package org.dasllm.harvest.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers what a limit lets through, and sends back the rest. */
final class LimitedTeacher implements FakeTeacher.Script {
    private final RequestLimit limit;
    private final FakeTeacher.Response refusal;
    private final AtomicInteger refused = new AtomicInteger();

    LimitedTeacher(RequestLimit limit, int status, Map<String, String> headers, String body) {
        this.limit = limit;
        this.refusal = new FakeTeacher.Response(status, headers, body, 0);
    }

    /** With a header that may be absent, as {@code 429 Retry-After: 1}; {@code past} is a date of an hour ago. */
    static LimitedTeacher of(RequestLimit limit, String refusal) {
        String[] parts = refusal.split(" ", 3);
        Map<String, String> headers = new HashMap<>();
        if (parts.length > 1) {
            String past = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.now().minusSeconds(3600).atZone(ZoneOffset.UTC));
            headers.put(parts[1].replace(":", ""), parts[2].replace("past", past));
        }
        return new LimitedTeacher(
                limit, Integer.parseInt(parts[0]), headers, "{\"error\":{\"message\":\"slow down\"}}");
    }

    int refused() {
        return refused.get();
    }

    @Override
    public FakeTeacher.Response respond(String text, int time) {
        boolean admitted;
        synchronized (limit) {
            admitted = limit.admits(System.nanoTime());
        }
        if (!admitted) {
            refused.incrementAndGet();
            return refusal;
        }
        try {
            return FakeTeacher.answer("label of " + text);
        } finally {
            synchronized (limit) {
                limit.done();
            }
        }
    }
}
