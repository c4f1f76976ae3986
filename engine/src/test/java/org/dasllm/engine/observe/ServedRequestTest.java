package org.dasllm.engine.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.dasllm.model.generate.FinishReason;
import org.dasllm.wire.chat.RequestRefused;
import org.junit.jupiter.api.Test;

/** What logs and metrics say of one request. */
final class ServedRequestTest {
    private final ServerMetrics metrics = new ServerMetrics(() -> 0, () -> 0);
    private final ServedRequest request = new ServedRequest("r", "POST", "/v1/completions", metrics);

    private String metricsText() {
        return new String(metrics.text(), StandardCharsets.UTF_8);
    }

    @Test
    void thePromptsOfItsJobsAreAddedUp() {
        request.started(3, 1);
        request.started(5, 2);
        assertThat(request.promptTokens()).isEqualTo(8);
        assertThat(request.cachedTokens()).isEqualTo(3);
        assertThat(metricsText()).contains("dasllm_prompt_tokens_total 8.0");
    }

    @Test
    void whatWasComputedBeforeItsJobsIsNotCountedAgain() {
        request.computes(8);
        assertThat(request.reachedModel()).isTrue();
        request.started(8, 0);
        assertThat(request.promptTokens()).isEqualTo(8);
    }

    @Test
    void anAnswerOfSeveralChoicesIsOneSuccess() {
        answerTwoChoices();
        metrics.ended(request, "/v1/completions", 200, false);
        assertThat(metricsText()).contains("dasllm_request_success_total{finished_reason=\"length\"} 1.0");
    }

    @Test
    void anAnswerThatNeverCameToItsEndIsNone() {
        answerTwoChoices();
        metrics.ended(request, "/v1/completions", 200, true);
        assertThat(metricsText()).doesNotContain("dasllm_request_success_total{");
    }

    @Test
    void oneThatWasBrokenOffIsNone() {
        answerTwoChoices();
        request.refused(RequestRefused.stopping().refusal());
        metrics.ended(request, "/v1/completions", 200, false);
        assertThat(metricsText()).doesNotContain("dasllm_request_success_total{");
    }

    private void answerTwoChoices() {
        request.started(3, 0);
        request.finished(FinishReason.STOP);
        request.finished(FinishReason.LENGTH);
    }
}
