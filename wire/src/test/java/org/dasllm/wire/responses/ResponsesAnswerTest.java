package org.dasllm.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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

/** Whole answers, most of them recorded, and errors. */
final class ResponsesAnswerTest {
    private static final ResponsesClientCodec CODEC = new ResponsesClientCodec();

    private static ChatReply read(int status, String body) {
        return CODEC.response(new ReceivedText(status, body.replace('\'', '"'), Optional.empty()));
    }

    private static ChatReply.Failed failed(int status, String body) {
        return (ChatReply.Failed) read(status, body);
    }

    private static Choice only(ChatReply.Answered answer) {
        assertThat(answer.response().choices()).hasSize(1);
        return answer.response().choices().get(0);
    }

    private static Choice only(String body) {
        return only((ChatReply.Answered) read(200, body));
    }

    private static String response(String status, String details, String output) {
        return "{'id':'resp_1','object':'response','created_at':1700000000.0,'status':'" + status
                + "','error':null,'incomplete_details':" + details + ",'model':'m','output':[" + output + "]}";
    }

    private static String message(String content) {
        return "{'type':'message','id':'msg_1','role':'assistant','status':'completed','content':[" + content + "]}";
    }

    @Test
    void aRecordedText() throws Exception {
        ChatReply.Answered answer = ReferenceFile.recorded("responses", "text").answered(CODEC);
        assertThat(only(answer).parts()).hasSize(1);
        assertThat(only(answer).text()).isEqualTo("The capital of PotatoLand is **Potato City**.");
        assertThat(only(answer).finish()).contains(Finish.ofWord("completed"));
        assertThat(only(answer).finish().orElseThrow().reason()).isEqualTo(Finish.Reason.STOP);
        assertThat(only(answer).tokens()).isEmpty();
        assertThat(answer.response().head().model()).contains("gpt-5.5-2026-04-23");
        assertThat(answer.response().head().created()).contains(Instant.ofEpochSecond(1777325443));
        assertThat(answer.response().usage())
                .contains(new Usage(OptionalLong.of(150), OptionalLong.of(16), OptionalLong.of(0), OptionalLong.of(0)));
        assertThat(answer.message()).isNull();
    }

    /** What was said before the call is no part of the answer, and is kept for the next turn. */
    @Test
    void aRecordedCall() throws Exception {
        ChatReply.Answered answer = ReferenceFile.recorded("responses", "call").answered(CODEC);
        List<Part> parts = only(answer).parts();
        assertThat(parts).hasSize(3);
        assertThat(parts.get(0)).isInstanceOfSatisfying(Part.Reasoning.class, thought -> {
            assertThat(thought.text()).isEmpty();
            assertThat(thought.id()).contains("rs_094ebefab06f6c100069efd58250cc8195b3b443e9b3d9bd84");
            assertThat(thought.signature()).isPresent();
        });
        assertThat(parts.get(1))
                .isInstanceOfSatisfying(
                        Part.Other.class,
                        said -> assertThat(said.content().path("phase").textValue())
                                .isEqualTo("commentary"));
        assertThat(parts.get(2))
                .isEqualTo(new Part.ToolCall(
                        "call_ALAJMWK9buNN7RXxxXbECcHa", "get_capital", "{\"country\":\"PotatoLand\"}"));
        assertThat(only(answer).text()).isEmpty();
        assertThat(only(answer).finish().orElseThrow().reason()).isEqualTo(Finish.Reason.TOOL_CALLS);
        assertThat(answer.response().usage().orElseThrow().reasoning()).hasValue(29);
        assertThat(String.valueOf(answer.message())).contains("\"tool_calls\"");
    }

    @Test
    void recordedLogProbabilities() throws Exception {
        Choice choice = only(ReferenceFile.recorded("responses", "logprobs").answered(CODEC));
        List<ScoredToken> tokens = choice.tokens().orElseThrow();
        assertThat(tokens)
                .extracting(ScoredToken::text)
                .startsWith("The", " capital")
                .hasSize(9);
        assertThat(tokens.get(0).bytes()).contains(List.of(84, 104, 101));
        assertThat(tokens.get(5).logProbability()).hasValue(-5.2e-05);
    }

    @Test
    void thoughtsInSeveralTextsAreOfOneName() throws Exception {
        ChatReply.Answered answer = (ChatReply.Answered) CODEC.response(new ReceivedText(
                200, ReferenceFile.sent("responses", "answer").json().toString(), Optional.empty()));
        assertThat(only(answer).parts())
                .startsWith(
                        new Part.Reasoning("Ulm.", Optional.of("rs_1"), Optional.of("c2VjcmV0")),
                        new Part.Reasoning("So, weather.", Optional.of("rs_1"), Optional.empty()));
        assertThat(answer.response().usage())
                .contains(new Usage(
                        OptionalLong.of(9),
                        OptionalLong.of(7),
                        OptionalLong.of(2),
                        OptionalLong.of(1),
                        OptionalLong.of(3)));
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens,LENGTH",
        "content_filter,CONTENT_FILTER",
        "a_word_of_the_future,OTHER",
    })
    void anIncompleteAnswerSaysWhy(String word, Finish.Reason reason) {
        Choice choice =
                only(response("incomplete", "{'reason':'" + word + "'}", message("{'type':'output_text','text':'x'}")));
        assertThat(choice.finish()).contains(new Finish(reason, Optional.of(word)));
        assertThat(choice.text()).isEqualTo("x");
    }

    @Test
    void aRefusalIsNoAnswer() {
        Choice choice = only(response("completed", "null", message("{'type':'refusal','refusal':'No.'}")));
        assertThat(choice.parts()).containsExactly(new Part.Refusal("No."));
        assertThat(choice.finish()).contains(new Finish(Finish.Reason.REFUSAL, Optional.of("refusal")));
    }

    @ParameterizedTest
    @CsvSource({
        "server_error,RETRY,false",
        "rate_limit_exceeded,RETRY,false",
        "invalid_prompt,NONE,false",
        "bio_policy,NONE,false",
        "server_error,RETRY,true",
    })
    void aFailedAnswerIsNone(String code, Remedy remedy, boolean begun) {
        String output = begun ? message("{'type':'output_text','text':'x'}") : "";
        ChatReply.Failed failed = failed(
                200,
                response("failed", "null", output)
                        .replace("'error':null", "'error':{'code':'" + code + "','message':'so it is'}"));
        assertThat(failed.remedy()).isEqualTo(remedy);
        assertThat(failed.reason()).isEqualTo("HTTP 200 with error '" + code + "': so it is");
        assertThat(failed.raw() != null).isEqualTo(begun);
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_value,NONE",
        "401,invalid_api_key,STOP",
        "404,model_not_found,STOP",
        "429,rate_limit_exceeded,RETRY",
        "429,insufficient_quota,STOP",
        "500,server_error,RETRY",
        "503,server_error,RETRY"
    })
    void everyErrorHasItsRemedy(int status, String code, Remedy remedy) {
        ChatReply.Failed failed = failed(
                status,
                "{'error':{'message':'so it is','type':'invalid_request_error','param':null,'code':'" + code + "'}}");
        assertThat(failed.remedy()).isEqualTo(remedy);
        assertThat(failed.reason()).isEqualTo("HTTP " + status + ": so it is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^|RETRY|its answer is empty",
                "<html></html>|STOP|its answer is a web page, not JSON",
                "{'output':|RETRY|its answer is not valid JSON",
                "{'choices':[]}|RETRY|its answer is not a response of the Responses API",
                "{'output':[],'status':'in_progress'}|RETRY|its answer is not finished, its status is 'in_progress'",
                "{'error':{'message':'busy','code':'overloaded'}}|RETRY|HTTP 200 with error 'overloaded': busy"
            })
    void whatIsNoAnswerIsNone(String body, Remedy remedy, String reason) {
        ChatReply.Failed failed = failed(200, body);
        assertThat(failed.remedy()).isEqualTo(remedy);
        assertThat(failed.reason()).isEqualTo(reason);
    }
}
