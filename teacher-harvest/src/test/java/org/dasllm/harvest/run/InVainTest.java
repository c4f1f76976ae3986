package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.IntFunction;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InVainTest {
    private static ChatReply.Failed failed(Remedy remedy, @Nullable Integer status, String reason) {
        return new ChatReply.Failed(remedy, status, reason, Optional.empty(), null, "Do something");
    }

    /** After how many it is enough; 0 where 40 are not. */
    private static int enough(InVain inVain, boolean everAnswered, IntFunction<ChatReply.Failed> failures) {
        for (int i = 1; i <= 40; i++) {
            if (inVain.givenUp(failures.apply(i), everAnswered).isPresent()) {
                return i;
            }
        }
        return 0;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|HTTP 403: Your account has been blocked",
                "403|HTTP 403: Country, region, or territory not supported (request req_8f3a0%d)",
                "400|HTTP 400: Unsupported parameter: 'max_tokens' at 12:00:0%d",
                "422|HTTP 422: Unprocessable, trace 4bf92f3577b34da6a3ce929d0e0e4%d",
                "400|HTTP 400: Invalid model parameters",
                "200|its answer holds no text, \"tool_calls\""
            })
    void aFewRefusalsInTheSameWordsAreEnough(int status, String reason) {
        assertThat(enough(new InVain(32), true, i -> failed(Remedy.NONE, status, reason.replace("%d", "" + i))))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|HTTP 400: This model's maximum context length is 8192 tokens, however you requested 9%d tokens",
                "400|HTTP 400: The response was filtered due to the prompt triggering our content management policy",
                "413|HTTP 413: Request too large",
                "400|HTTP 400: prompt is too long: 21%d tokens > 20000 maximum",
                "400|HTTP 400: Invalid prompt: flagged by our safety system",
                "200|its answer holds no text, \"content_filter\""
            })
    void aPromptsOwnRefusalSaysNothingOfTheOthers(int status, String reason) {
        IntFunction<ChatReply.Failed> failures = i -> failed(Remedy.NONE, status, reason.replace("%d", "" + i));
        assertThat(enough(new InVain(4), true, failures)).isZero();
        assertThat(enough(new InVain(4), false, failures)).isEqualTo(10);
    }

    @Test
    void anAnswerBetweenStartsAnew() {
        InVain inVain = new InVain(1);
        ChatReply.Failed refused = failed(Remedy.NONE, 403, "HTTP 403: no");
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(inVain.givenUp(refused, true)).isEmpty();
            }
            inVain.answered();
        }
    }

    @Test
    void differentWordsAreNotEqualButManyOfThemAreEnough() {
        assertThat(enough(new InVain(8), true, i -> failed(Remedy.NONE, 400, "HTTP 400: " + "x".repeat(i))))
                .isEqualTo(16);
        assertThat(enough(new InVain(1), true, i -> failed(Remedy.NONE, 400 + i, "HTTP " + (400 + i) + ": no")))
                .isEqualTo(10);
    }

    @Test
    void retriesThatNeverHelpAreEnoughAfterMany() {
        assertThat(enough(new InVain(2), true, i -> failed(Remedy.RETRY, 500, "HTTP 500: broken")))
                .isEqualTo(10);
        assertThat(enough(new InVain(16), true, i -> failed(Remedy.RETRY, null, "no answer within 60 s")))
                .isEqualTo(32);
    }
}
