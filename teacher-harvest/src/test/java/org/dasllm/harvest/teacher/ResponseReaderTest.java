package org.dasllm.harvest.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.harvest.teacher.Reply.Remedy;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    private static final URI ENDPOINT = URI.create("http://127.0.0.1:8080/v1/chat/completions");
    private static final HttpHeaders NONE = HttpHeaders.of(Map.of(), (name, value) -> true);

    private static Reply read(int status, String body) {
        return ResponseReader.read(ENDPOINT, status, NONE, body.getBytes(StandardCharsets.UTF_8), text -> text);
    }

    private static Reply.Failed failed(int status, String body) {
        Reply reply = read(status, body);
        assertThat(reply).isInstanceOf(Reply.Failed.class);
        return (Reply.Failed) reply;
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
        Reply reply = read(200, "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":null}]}");
        assertThat(reply).isEqualTo(new Reply.Answered("x", null, null, null, null, null));
        Reply.Answered tool = (Reply.Answered) read(
                200,
                "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"a\"}]},"
                        + "\"finish_reason\":\"tool_calls\"}]}");
        assertThat(tool.content()).isEmpty();
        assertThat(tool.finishReason()).isEqualTo("tool_calls");
        assertThat(tool.message()).isNotNull();
        Reply.Failed number = failed(200, "{\"choices\":[{\"message\":{\"content\":7},\"finish_reason\":\"stop\"}]}");
        assertThat(number.remedy()).isEqualTo(Remedy.NONE);
        assertThat(number.reason()).isEqualTo("its answer holds no text, \"stop\"");
        assertThat(failed(200, "{\"choices\":[]}").remedy()).isEqualTo(Remedy.RETRY);
        assertThat(failed(200, "{\"choices\":[").raw()).isEqualTo("{\"choices\":[");
    }

    @Test
    void tokensAndTheirAlternativesAreRead() {
        String top = "[{'token':'Z','logprob':-0.5,'bytes':[90]},{'token':'\u00fc','logprob':-9999.0,'bytes':null}]";
        Reply.Answered answered = (Reply.Answered) read(
                200,
                withTokens("{'token':'Z','logprob':-0.5,'bytes':[90]," + "'top_logprobs':" + top
                        + "},{'token':'\ufffd','logprob':-1,'bytes':[195],'top_logprobs':[]}"));
        assertThat(answered.tokens())
                .containsExactly(
                        new AnswerToken("Z", List.of(90), List.of(new AnswerToken.Alternative("Z", List.of(90), -0.5))),
                        new AnswerToken("\ufffd", List.of(195), List.of()));
        for (String half : List.of("{'token':'Z'}", "{'logprob':-1,'top_logprobs':[]}")) {
            assertThat(((Reply.Answered) read(200, withTokens(half))).tokens()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "-Infinity", "Infinity", "NaN", "'-0.5'", "true", "{}", "-9999.0", "-1e999", "0.5"})
    void anAlternativeWhoseLogProbabilityIsNoneIsLeftOut(String logprob) {
        String top = "[{'token':'Z','logprob':" + logprob + "},{'token':'Y','logprob':-0.25}]";
        Reply.Answered answered =
                (Reply.Answered) read(200, withTokens("{'token':'Z','logprob':-1,'top_logprobs':" + top + "}"));
        assertThat(answered.tokens())
                .containsExactly(new AnswerToken("Z", null, List.of(new AnswerToken.Alternative("Y", null, -0.25))));
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
        Reply reply = read(200, Files.readString(recorded));
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        Reply.Answered answered = (Reply.Answered) reply;
        assertThat(answered.content()).isNotBlank();
        assertThat(answered.promptTokens()).isPositive();
        assertThat(answered.completionTokens()).isPositive();
    }
}
