package org.dasllm.harvest.run;

import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.wire.chat.ChatReply;

/** Tells refusals of a teacher that is asked too much from other failures. */
final class Limited {
    private static final Pattern TOO_LARGE = Pattern.compile("(?i)too large|must be reduced");
    private static final Set<Integer> STATUSES = Set.of(429, 503, 529);

    private Limited() {}

    /**
     * Whether a request was sent back because too much is asked, which costs it no retry. Many gateways and proxies say so by
     * 503, as nginx does by default, and without a time to come back. What was paid for is not sent without end, nor what
     * is more by itself than a limit allows at once.
     */
    static boolean is(ChatReply.Failed failed) {
        Integer status = failed.status();
        return failed.remedy() == ChatReply.Remedy.RETRY
                && failed.raw() == null
                && status != null
                && !TOO_LARGE.matcher(failed.reason()).find()
                && (failed.retryAfter().isPresent() || STATUSES.contains(status));
    }
}
