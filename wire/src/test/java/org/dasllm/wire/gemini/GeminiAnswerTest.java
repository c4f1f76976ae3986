package org.dasllm.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.reference.ReferenceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers, most of them recorded, and errors. */
final class GeminiAnswerTest {
    private static final GeminiClientCodec CODEC = new GeminiClientCodec("gemini-2.5-flash", false);

    private static ChatReply read(int status, String body) {
        return CODEC.response(new ReceivedText(status, body.replace('\'', '"'), Optional.empty()));
    }

    private static ChatReply.Failed failed(int status, String body) {
        return (ChatReply.Failed) read(status, body);
    }

    private static ChatReply.Answered recorded(String name) throws Exception {
        return ReferenceFile.recorded("gemini", name).answered(CODEC);
    }

    private static Choice only(ChatReply.Answered answer) {
        assertThat(answer.response().choices()).hasSize(1);
        return answer.response().choices().get(0);
    }

    private static Usage usage(int input, int output, OptionalLong cached, OptionalLong reasoning) {
        return new Usage(OptionalLong.of(input), OptionalLong.of(output), cached, OptionalLong.empty(), reasoning);
    }

    @Test
    void thoughtsAreApartFromTheAnswer() throws Exception {
        ChatReply.Answered answer = recorded("thoughts");
        Choice choice = only(answer);
        assertThat(choice.parts()).hasSize(2);
        assertThat(choice.parts().get(0)).isInstanceOfSatisfying(Part.Reasoning.class, thought -> {
            assertThat(thought.text()).startsWith("**A Safe Street-Crossing Guide");
            assertThat(thought.signature()).isEmpty();
        });
        assertThat(choice.parts().get(1))
                .isInstanceOfSatisfying(
                        Part.Text.class, text -> assertThat(text.signature()).contains("EqoeCqceAdHtim+cXhv3WM3A"));
        assertThat(choice.text()).startsWith("Crossing the street safely");
        assertThat(choice.finish()).contains(Finish.ofWord("STOP"));
        assertThat(answer.response().head().model()).contains("gemini-3-pro-preview");
        assertThat(answer.response().head().id()).contains("ON4gaYT4Gc20qtsP2bSiiQ0");
        assertThat(answer.response().usage())
                .contains(usage(29, 736 + 1001, OptionalLong.empty(), OptionalLong.of(1001)));
        assertThat(answer.message()).isNotNull();
    }

    @Test
    void anAnswerThatIsOnlyThoughtIsCutOff() throws Exception {
        ChatReply.Answered answer = recorded("max-tokens");
        assertThat(only(answer).parts()).isEmpty();
        assertThat(only(answer).finish()).contains(Finish.ofWord("MAX_TOKENS"));
        assertThat(only(answer).finish().orElseThrow().reason()).isEqualTo(Finish.Reason.LENGTH);
        assertThat(answer.response().usage()).contains(usage(15, 2, OptionalLong.empty(), OptionalLong.of(2)));
    }

    @Test
    void whatTheFilterTookIsNoAnswer() throws Exception {
        ChatReply.Answered answer = recorded("safety");
        assertThat(only(answer).parts()).isEmpty();
        assertThat(only(answer).finish().orElseThrow().reason()).isEqualTo(Finish.Reason.CONTENT_FILTER);
        assertThat(answer.response().usage()).contains(usage(14, 0, OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void aQuestionThatIsNotLetThroughSaysWhy() throws Exception {
        ChatReply.Answered answer = recorded("blocked");
        assertThat(only(answer).parts()).isEmpty();
        assertThat(only(answer).finish())
                .contains(new Finish(Finish.Reason.CONTENT_FILTER, Optional.of("blockReason MODEL_ARMOR")));
        Choice other = only((ChatReply.Answered) read(200, "{'promptFeedback':{'blockReason':'OTHER'}}"));
        assertThat(other.finish().orElseThrow().reason()).isEqualTo(Finish.Reason.CONTENT_FILTER);
    }

    @Test
    void logProbabilitiesAreRead() throws Exception {
        List<ScoredToken> tokens = only(recorded("logprobs")).tokens().orElseThrow();
        assertThat(tokens).extracting(ScoredToken::text).containsExactly("2", " +", " ", "2", " =", " ", "4");
        assertThat(tokens.get(0).logProbability().orElseThrow()).isCloseTo(-0.01972555, within(1e-9));
        assertThat(tokens.get(0).alternatives())
                .extracting(ScoredToken::text)
                .containsExactly("2", "4", "Four", "$", "**");
        Choice impossible = only((ChatReply.Answered) read(
                200,
                "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP','logprobsResult':"
                        + "{'chosenCandidates':[{'token':'a','logProbability':0}],'topCandidates':[{'candidates':"
                        + "[{'token':'a','logProbability':0},{'token':'b','logProbability':-1.2676506e30}]}]}}]}"));
        assertThat(impossible.tokens().orElseThrow().get(0).alternatives())
                .extracting(ScoredToken::text)
                .containsExactly("a");
    }

    @Test
    void callsWithoutIdsAreGivenSome() {
        ChatReply.Answered answer = (ChatReply.Answered) read(
                200,
                "{'responseId':'r1','candidates':[{'content':{'parts':[{'functionCall':{'name':'now'},"
                        + "'thoughtSignature':'s'},{'functionCall':{'name':'add','args':{'a':1}}},"
                        + "{'functionCall':{'id':'own','name':'add','args':{}}},{'executableCode':{'code':'1'}}]},"
                        + "'finishReason':'STOP'}]}");
        assertThat(only(answer).parts())
                .startsWith(
                        new Part.ToolCall("r1_0", "now", "{}", Optional.of("s")),
                        new Part.ToolCall("r1_1", "add", "{\"a\":1}"),
                        new Part.ToolCall("own", "add", "{}"))
                .last()
                .isInstanceOfSatisfying(
                        Part.Other.class, other -> assertThat(other.type()).isEqualTo("executableCode"));
        assertThat(only(answer).finish().orElseThrow().reason()).isEqualTo(Finish.Reason.TOOL_CALLS);
    }

    @Test
    void severalCandidatesAreSeveralChoices() {
        ChatReply.Answered answer = (ChatReply.Answered) read(
                200,
                "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'},"
                        + "{'content':{'parts':[{'text':'b'}]},'finishReason':'RECITATION','index':1}]}");
        assertThat(answer.response().choices()).extracting(Choice::index).containsExactly(0, 1);
        assertThat(answer.response().choices()).extracting(Choice::text).containsExactly("a", "b");
    }

    @Test
    void countsOfTheServersOwnToolsAreInput() {
        ChatReply.Answered answer = (ChatReply.Answered) read(
                200,
                "{'candidates':[{'content':{'parts':[{'text':'a'}]}}],'usageMetadata':{'promptTokenCount':10,"
                        + "'cachedContentTokenCount':4,'toolUsePromptTokenCount':5,'candidatesTokenCount':2,"
                        + "'thoughtsTokenCount':3,'totalTokenCount':20}}");
        assertThat(answer.response().usage()).contains(usage(15, 5, OptionalLong.of(4), OptionalLong.of(3)));
        assertThat(only(answer).finish()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,STOP",
        "MAX_TOKENS,LENGTH",
        "SAFETY,CONTENT_FILTER",
        "RECITATION,CONTENT_FILTER",
        "BLOCKLIST,CONTENT_FILTER",
        "PROHIBITED_CONTENT,CONTENT_FILTER",
        "SPII,CONTENT_FILTER",
        "MODEL_ARMOR,CONTENT_FILTER",
        "LANGUAGE,OTHER",
        "OTHER,OTHER",
        "MALFORMED_FUNCTION_CALL,OTHER",
        "UNEXPECTED_TOOL_CALL,OTHER",
        "MISSING_THOUGHT_SIGNATURE,OTHER",
        "A_WORD_OF_THE_FUTURE,OTHER"
    })
    void everyFinishReasonIsKnown(String word, Finish.Reason reason) {
        Choice choice = only((ChatReply.Answered)
                read(200, "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'" + word + "'}]}"));
        assertThat(choice.finish()).contains(new Finish(reason, Optional.of(word)));
    }

    private static String status(int code, String status, String message, String details) {
        return "{'error':{'code':" + code + ",'message':'" + message + "','status':'" + status + "','details':["
                + details + "]}}";
    }

    private static String quota(String id) {
        return "{'@type':'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaMetric':"
                + "'generativelanguage.googleapis.com/generate_content_free_tier_requests','quotaId':'" + id
                + "','quotaValue':'20'}]}";
    }

    private static final String USED_UP =
            "You exceeded your current quota, please check your plan and billing details.";
    private static final String RETRY_INFO =
            "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'26.5s'}";

    @Test
    void aQuotaOfAMinuteIsWaitedFor() {
        String id = "GenerateContentInputTokensPerModelPerMinute-FreeTier";
        ChatReply.Failed failed = failed(429, status(429, "RESOURCE_EXHAUSTED", USED_UP, quota(id) + "," + RETRY_INFO));
        assertThat(failed.remedy()).isEqualTo(Remedy.RETRY);
        assertThat(failed.retryAfter()).contains(Duration.ofMillis(26_500));
        ChatReply.Failed untold = failed(429, status(429, "RESOURCE_EXHAUSTED", USED_UP, quota(id)));
        assertThat(untold.remedy()).isEqualTo(Remedy.RETRY);
        assertThat(untold.retryAfter()).contains(Duration.ofMinutes(1));
    }

    /** The delay that comes with it says seconds, after which the same is said again. */
    @Test
    void aQuotaOfADayEndsEverything() {
        ChatReply.Failed failed = failed(
                429,
                status(
                        429,
                        "RESOURCE_EXHAUSTED",
                        USED_UP,
                        quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier") + "," + RETRY_INFO));
        assertThat(failed.remedy()).isEqualTo(Remedy.STOP);
        assertThat(failed.status()).isEqualTo(429);
        assertThat(failed.advice()).contains("quota of the day");
    }

    @Test
    void aQuotaWithoutMoreIsTheAccounts() {
        ChatReply.Failed failed = failed(429, status(429, "RESOURCE_EXHAUSTED", USED_UP, ""));
        assertThat(failed.remedy()).isEqualTo(Remedy.STOP);
        assertThat(failed.status()).isEqualTo(402);
    }

    @Test
    void aWrongKeyIsNoInvalidArgument() {
        ChatReply.Failed failed = failed(
                400,
                status(
                        400,
                        "INVALID_ARGUMENT",
                        "API key not valid. Please pass a valid API key.",
                        "{'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'API_KEY_INVALID',"
                                + "'domain':'googleapis.com'}"));
        assertThat(failed.remedy()).isEqualTo(Remedy.STOP);
        assertThat(failed.reason()).isEqualTo("HTTP 400: API key not valid. Please pass a valid API key.");
    }

    @ParameterizedTest
    @CsvSource({
        "400,INVALID_ARGUMENT,NONE",
        "403,PERMISSION_DENIED,NONE",
        "404,NOT_FOUND,STOP",
        "429,RESOURCE_EXHAUSTED,RETRY",
        "500,INTERNAL,RETRY",
        "503,UNAVAILABLE,RETRY",
        "504,DEADLINE_EXCEEDED,RETRY"
    })
    void everyStatusHasItsRemedy(int code, String word, Remedy remedy) {
        String body = status(code, word, "so it is", "");
        assertThat(failed(code, body).remedy()).isEqualTo(remedy);
        assertThat(failed(code, "[" + body + "]").remedy()).isEqualTo(remedy);
        assertThat(failed(200, body).remedy()).isEqualTo(remedy);
        assertThat(failed(code, body).reason()).isEqualTo("HTTP " + code + ": so it is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^|RETRY|its answer is empty",
                "<html></html>|STOP|its answer is a web page, not JSON",
                "data: {}|STOP|its answer is a stream of events, though none was asked for",
                "{'candidates':|RETRY|its answer is not valid JSON",
                "{'choices':[]}|RETRY|its answer has no candidates, as those of the Gemini API do",
                "{'candidates':[{'content':{'parts':[{'text':'\\ud800'}]}}]}|NONE|its answer holds half a character"
            })
    void whatIsNoAnswerIsNone(String body, Remedy remedy, String reason) {
        ChatReply.Failed failed = failed(200, body);
        assertThat(failed.remedy()).isEqualTo(remedy);
        assertThat(failed.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"busy", "{'error':'busy'}", "<html>busy</html>"})
    void errorsOfProxiesAreReadToo(String body) {
        assertThat(failed(503, body).remedy()).isEqualTo(Remedy.RETRY);
    }
}
