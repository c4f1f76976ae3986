package org.dasllm.wire.received;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ReceivedText;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "402|",
                "402|<html>Payment Required</html>",
                "429|{'error':{'message':'You exceeded your current quota, please check your plan','code':'insufficient_quota'}}",
                "429|{'error':{'message':'x','type':'insufficient_quota','code':null}}",
                "429|{'error':{'message':'You exceeded your current quota, please check your plan and billing details.'}}",
                "400|{'error':{'message':'Billing hard limit has been reached','code':'billing_hard_limit_reached'}}",
                "400|{'error':{'message':'Your credit balance is too low to access the API.','type':'invalid_request_error'}}",
                "403|{'error':{'message':'Insufficient balance'}}",
                "403|{'code':'Arrearage','message':'Access denied, please make sure your account is in good standing.'}",
                "403|{'error':{'code':'AccountOverdueError','message':'x'}}",
                "429|{'error':{'type':'exceeded_current_quota_error','message':'x'}}",
                "400|{'error':{'type':'budget_exceeded','message':'x','code':'400'}}",
                "429|[{'error':{'code':429,'message':'Insufficient credits. Add more using the console','status':'X'}}]",
                "403|Payment Required",
                "429|{'error':{'code':'1113','message':'余额不足或无可用资源包,请充值。'}}"
            })
    void noWaitingHelpsWithoutMoney(int status, @Nullable String body) {
        assertThat(usedUp(status, body, false)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "429|{'error':{'message':'Rate limit reached for requests','code':'rate_limit_exceeded'}}",
                "429|{'error':{'message':'Rate limit reached for tokens per min','type':'tokens'}}",
                "400|{'error':{'message':'This maximum context length is 8192 tokens','code':'context_length_exceeded'}}",
                "400|{'error':{'message':'Invalid prompt: `My credit balance is wrong, I have no credit`'}}",
                "400|{'error':{'message':'blocked','code':'content_filter','param':'insufficient funds in my account'}}",
                "400|{'detail':[{'input':'payment required for my card'}]}",
                "503|{'error':{'message':'quota exceeded for workers'}}",
                "400|{'error':{'message':'Unknown category in `insufficient funds`'}}",
                "500|insufficient_quota",
            })
    void otherRefusalsAreNotTakenForIt(int status, String body) {
        assertThat(usedUp(status, body, false)).isFalse();
    }

    @Test
    void wordsAloneAreALimitOfRequestsWhereTheServerSaysWhenToComeBack() {
        String words =
                "{'error':{'code':429,'message':'You exceeded your current quota.','status':'RESOURCE_EXHAUSTED'}}";
        assertThat(usedUp(429, words, true)).isFalse();
        assertThat(usedUp(429, words, false)).isTrue();
        assertThat(usedUp(429, "{'error':{'code':'insufficient_quota'}}", true)).isTrue();
    }

    @Test
    void theReplySaysThatNothingHelpsForAnySample() {
        ChatReply.Failed failed = read(
                "{'error':{'message':'You exceeded your current quota','code':'insufficient_quota'}}",
                Optional.empty());
        assertThat(failed.remedy()).isEqualTo(Remedy.STOP);
        assertThat(failed.status()).isEqualTo(402);
        assertThat(failed.reason()).isEqualTo("HTTP 429: You exceeded your current quota");
        ChatReply.Failed later = read(
                "{'error':{'message':'You exceeded your current quota. Please retry in 3s.'}}",
                Optional.of(Duration.ofSeconds(3)));
        assertThat(later.remedy()).isEqualTo(Remedy.RETRY);
        assertThat(later.status()).isEqualTo(429);
    }

    private static boolean usedUp(int status, @Nullable String body, boolean saysWhen) {
        ServerError error = ErrorReader.error(body == null ? "" : body.replace('\'', '"'));
        return error.status(status, saysWhen).orElse(status) == Credits.PAYMENT_REQUIRED;
    }

    private static ChatReply.Failed read(String body, Optional<Duration> retryAfter) {
        return (ChatReply.Failed) new ErrorReader(new ReceivedText(429, body.replace('\'', '"'), retryAfter)).read();
    }
}
