package org.dasllm.harvest.run;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.wire.chat.ChatReply;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the requests given up, with no answer between them, that asking the others would be in vain: a few refused in the
 * same words, or many by whatever failed. A prompt that is refused for what it says, such as one too long for the teacher,
 * says nothing about the others, unless nothing was ever answered.
 */
final class InVain {
    private static final int EQUAL = 5;
    private static final int LEAST_MANY = 10;
    /** Statuses under which a server speaks of the prompt: bad request, too large, cannot be processed, and an answer. */
    private static final Set<Integer> ABOUT_THE_PROMPT = Set.of(200, 400, 413, 422);

    private static final Pattern PROMPTS_OWN = Pattern.compile(
            "content|context.?(length|window)|maximum.{0,40}(token|length)|too (long|large|many tokens)"
                    + "|above_max_length|input length|safety|moderat|flagged|blocked|invalid_prompt|policy|policies|recitation");

    private final int many;
    private int inARow;
    private int equal;
    private @Nullable String lastWords;

    InVain(int concurrency) {
        this.many = Math.max(LEAST_MANY, 2 * concurrency);
    }

    void answered() {
        inARow = 0;
        equal = 0;
        lastWords = null;
    }

    /**
     * A request was given up.
     *
     * @param everAnswered whether the teacher has answered anything, in this harvest or before
     * @return where it is enough, what there was too much of
     */
    Optional<String> givenUp(ChatReply.Failed failed, boolean everAnswered) {
        if (everAnswered && aboutThePrompt(failed)) {
            return Optional.empty();
        }
        inARow++;
        if (failed.remedy() == ChatReply.Remedy.NONE) {
            String words = words(failed);
            equal = words.equals(lastWords) ? equal + 1 : 1;
            lastWords = words;
            if (equal >= EQUAL && !aboutThePrompt(failed)) {
                return Optional.of(equal + " requests in a row were refused in the same words");
            }
        }
        return inARow >= many ? Optional.of(inARow + " requests in a row failed") : Optional.empty();
    }

    private static boolean aboutThePrompt(ChatReply.Failed failed) {
        return failed.remedy() == ChatReply.Remedy.NONE
                && ABOUT_THE_PROMPT.contains(failed.status())
                && PROMPTS_OWN.matcher(failed.reason().toLowerCase(Locale.ROOT)).find();
    }

    /** The reason without numbers, ids and times. */
    private static String words(ChatReply.Failed failed) {
        return failed.status() + " " + failed.reason().replaceAll("\\S*\\d\\S*", "#");
    }
}
