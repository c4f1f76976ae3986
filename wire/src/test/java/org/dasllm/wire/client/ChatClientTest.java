package org.dasllm.wire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.openai.OpenAiClientCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatClientTest {
    private static final URI ENDPOINT = URI.create("http://127.0.0.1:8080/v1/chat/completions");
    private static final HttpHeaders NONE = HttpHeaders.of(Map.of(), (name, value) -> true);

    private static ChatReply read(int status, String body) {
        return read(status, NONE, body);
    }

    private static ChatReply read(int status, HttpHeaders headers, String body) {
        return client().reply(arrived(status, headers, body), Optional.of("s3cret"));
    }

    private static ChatClient client() {
        return new ChatClient(ENDPOINT, new OpenAiClientCodec("max_tokens"), Optional::empty, 1, Optional.empty());
    }

    private static Exchange arrived(int status, HttpHeaders headers, String body) {
        return new Arrival(ENDPOINT, "/chat/completions", status, headers).of(body.getBytes(StandardCharsets.UTF_8));
    }

    private static ChatReply.Failed failed(int status, String body) {
        ChatReply reply = read(status, body);
        assertThat(reply).isInstanceOf(ChatReply.Failed.class);
        return (ChatReply.Failed) reply;
    }

    private static ChatReply.Answered answered(String body) {
        ChatReply reply = read(200, body);
        assertThat(reply).isInstanceOf(ChatReply.Answered.class);
        return (ChatReply.Answered) reply;
    }

    private static Choice choice(String body) {
        return answered(body).response().choices().get(0);
    }

    private static ScoredToken token(
            String text, @Nullable List<Integer> bytes, double logProbability, ScoredToken... top) {
        return new ScoredToken(text, Optional.ofNullable(bytes), OptionalDouble.of(logProbability), List.of(top));
    }

    @ParameterizedTest
    @ValueSource(strings = {"request-id", "x-request-id", "apim-request-id", "x-amzn-requestid"})
    void theVendorsRequestIdIsKept(String header) {
        HttpHeaders headers = HttpHeaders.of(Map.of(header, List.of("req_1")), (name, value) -> true);
        ChatReply.Answered answer =
                (ChatReply.Answered) read(200, headers, "{\"choices\":[{\"message\":{\"content\":\"x\"}}]}");
        assertThat(answer.response().head().requestId()).contains("req_1");
        assertThat(((ChatReply.Failed) read(503, headers, "busy")).requestId()).contains("req_1");
        assertThat(failed(503, "busy").requestId()).isEmpty();
    }

    @Test
    void theKeyIsTakenOutOfWhatServersSay() {
        assertThat(failed(400, "no key s3cret here").reason()).isEqualTo("HTTP 400: no key *** here");
        assertThat(failed(200, "{\"s3cret").raw()).isEqualTo("{\"***");
    }

    @Test
    void aStandInForAKeyStaysInAnswersAndAKeyDoesNot() {
        String answer = "{\"choices\":[{\"message\":{\"content\":\"1 EMPTY box, sk-0123456789abcdef\"}}]}";
        for (String standIn : List.of("1", "EMPTY", "fifteen-letters")) {
            assertThat(client().whole(arrived(200, NONE, answer), Optional.of(standIn))
                            .body())
                    .contains(answer);
        }
        assertThat(client().whole(arrived(200, NONE, answer), Optional.of("sk-0123456789abcdef"))
                        .body())
                .contains(answer.replace("sk-0123456789abcdef", "***"));
        assertThat(client().whole(arrived(400, NONE, "no key EMPTY"), Optional.of("EMPTY"))
                        .body())
                .contains("no key ***");
    }

    @Test
    void aProxyThatWantsALoginIsGivenOneInTheEnvironment() {
        assertThat(failed(407, "").advice())
                .isEqualTo("Write the proxy's login into https_proxy, as http://user:password@host:port");
    }

    @ParameterizedTest
    @CsvSource({
        "408,RETRY",
        "409,RETRY",
        "429,RETRY",
        "500,RETRY",
        "503,RETRY",
        "529,RETRY",
        "400,NONE",
        "403,NONE",
        "413,NONE",
        "422,NONE",
        "402,STOP",
        "407,STOP",
        "401,STOP",
        "404,STOP",
        "301,STOP"
    })
    void everyStatusHasItsRemedy(int status, Remedy remedy) {
        assertThat(failed(status, "").remedy()).isEqualTo(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"error\":{\"message\":\"a b\"}}|a b",
                "{\"error\":\"a b\"}|a b",
                "{\"message\":\"a b\"}|a b",
                "{\"detail\":\"a b\"}|a b",
                "<html>a  b</html>|<html>a b</html>",
                "^^|(no message)"
            })
    void theServersWordsAreFound(String body, String words) {
        assertThat(failed(400, body).reason()).isEqualTo("HTTP 400: " + words);
    }

    @Test
    void answersWithoutUsageOrTextAreKnown() {
        ChatReply.Answered plain =
                answered("{\"choices\":[{\"message\":{\"content\":\"x\",\"refusal\":null,\"reasoning\":null},"
                        + "\"finish_reason\":null}]}");
        ResponseHead head = new ResponseHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        Choice text = new Choice(0, List.of(new Part.Text("x")), Optional.empty(), Optional.empty());
        assertThat(plain)
                .isEqualTo(new ChatReply.Answered(new ChatResponse(head, List.of(text), Optional.empty()), null));
        String calls = "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"a\"}]},"
                + "\"finish_reason\":\"tool_calls\"}]}";
        assertThat(choice(calls).text()).isEmpty();
        assertThat(choice(calls).finish()).hasValue(Finish.ofWord("tool_calls"));
        assertThat(answered(calls).message()).isNotNull();
        ChatReply.Failed number =
                failed(200, "{\"choices\":[{\"message\":{\"content\":7},\"finish_reason\":\"stop\"}]}");
        assertThat(number.remedy()).isEqualTo(Remedy.NONE);
        assertThat(number.reason()).isEqualTo("its answer holds no text, \"stop\"");
        assertThat(failed(200, "{\"choices\":[]}").remedy()).isEqualTo(Remedy.RETRY);
        assertThat(failed(200, "{\"choices\":[").raw()).isEqualTo("{\"choices\":[");
    }

    @Test
    void tokensAndTheirAlternativesAreRead() {
        String top = "[{'token':'Z','logprob':-0.5,'bytes':[90]},{'token':'\u00fc','logprob':-9999.0,'bytes':null}]";
        Choice choice = choice(withTokens("{'token':'Z','logprob':-0.5,'bytes':[90]," + "'top_logprobs':" + top
                + "},{'token':'\ufffd','logprob':-1,'bytes':[195],'top_logprobs':[]}"));
        assertThat(choice.tokens().orElseThrow())
                .containsExactly(
                        token("Z", List.of(90), -0.5, token("Z", List.of(90), -0.5)),
                        token("\ufffd", List.of(195), -1));
        for (String half : List.of("{'token':'Z'}", "{'logprob':-1,'top_logprobs':[]}")) {
            assertThat(choice(withTokens(half)).tokens()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "-Infinity", "Infinity", "NaN", "'-0.5'", "true", "{}", "-9999.0", "-1e999", "0.5"})
    void anAlternativeWhoseLogProbabilityIsNoneIsLeftOut(String logprob) {
        String top = "[{'token':'Z','logprob':" + logprob + "},{'token':'Y','logprob':-0.25}]";
        Choice choice = choice(withTokens("{'token':'Z','logprob':-1,'top_logprobs':" + top + "}"));
        assertThat(choice.tokens().orElseThrow()).containsExactly(token("Z", null, -1, token("Y", null, -0.25)));
    }

    private static String withTokens(String content) {
        return ("{'choices':[{'message':{'content':'x'},'logprobs':{'content':[" + content + "]}}]}")
                .replace('\'', '"');
    }

    @Test
    void aRecordedServersResponseIsRead() throws IOException {
        Path recorded = Path.of(
                System.getProperty("dasllm.shared"),
                "data/recorded-responses/tgi/test_chat_llama/test_flash_llama_simple.json");
        Assumptions.assumeTrue(
                Files.exists(recorded), "recorded-responses: ../shared/data/recorded-responses/tgi is absent");
        String body = Files.readString(recorded);
        assertThat(choice(body).text()).isNotBlank();
        Usage usage = answered(body).response().usage().orElseThrow();
        assertThat(usage.input().orElse(0)).isPositive();
        assertThat(usage.output().orElse(0)).isPositive();
    }
}
