package org.dasllm.harvest.run;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.chat.ChatReply;

/** Whether a request that failed is sent again, and when. */
final class Retries {
    private static final double LONGEST_SECONDS = 60;

    private final TeacherConfig config;
    private final RandomGenerator random;

    Retries(TeacherConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    /**
     * Whether a failure is the last that is tried.
     *
     * @param retries how often it was sent again before because it failed
     */
    boolean endWith(ChatReply.Failed failed, int retries) {
        return !Limited.is(failed) && (!mayHelp(failed.remedy()) || retries >= config.maxRetries());
    }

    private static boolean mayHelp(ChatReply.Remedy remedy) {
        return remedy == ChatReply.Remedy.RETRY || remedy == ChatReply.Remedy.RECONNECT;
    }

    /** Between half and all of a time that doubles, so that those who failed together do not come back together. */
    Duration pause(int retries) {
        double longest = Math.min(LONGEST_SECONDS, config.firstRetrySeconds() * Math.pow(2, Math.min(retries, 30)));
        double seconds = longest * (0.5 + random.nextDouble() / 2);
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
