package org.dasllm.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.Usage;
import org.junit.jupiter.api.Test;

/** The bytes that a server sends. */
final class ResponseWritingTest {
    private static final ResponseHead HEAD = new ResponseHead(
            Optional.of("chatcmpl-1"), Optional.of(Instant.ofEpochSecond(7)), Optional.of("m"), Optional.of("f"));
    private static final String START =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":7,"
                    + "\"model\":\"m\",\"system_fingerprint\":\"f\",\"choices\":[";
    private static final ScoredToken TOKEN = new ScoredToken(
            "a",
            Optional.of(List.of(97)),
            OptionalDouble.of(-0.5),
            List.of(new ScoredToken("\uFFFD", Optional.empty(), OptionalDouble.empty(), List.of())));
    private static final String TOKEN_JSON = "{\"content\":[{\"token\":\"a\",\"logprob\":-0.5,\"bytes\":[97],"
            + "\"top_logprobs\":[{\"token\":\"\uFFFD\",\"logprob\":-9999.0,\"bytes\":null}]}],\"refusal\":null}";

    private final OpenAiServerCodec codec = new OpenAiServerCodec();

    private String streamed(String more, ChatEvent... events) {
        String body = "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"stream\": true"
                + more + "}";
        TextStreamWriter writer = codec.stream(codec.request(body.getBytes(StandardCharsets.UTF_8)));
        StringBuilder text = new StringBuilder();
        for (ChatEvent event : events) {
            text.append(writer.write(event));
        }
        return text.toString();
    }

    @Test
    void writesAWholeAnswer() {
        Choice choice = new Choice(
                0,
                List.of(new Part.Text("a")),
                Optional.of(Finish.of(Finish.Reason.STOP)),
                Optional.of(List.of(TOKEN)));
        assertThat(codec.response(new ChatResponse(HEAD, List.of(choice), Optional.of(Usage.of(3, 1))))
                        .body())
                .isEqualTo("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":7,\"model\":\"m\","
                        + "\"system_fingerprint\":\"f\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"a\",\"refusal\":null},\"logprobs\":" + TOKEN_JSON
                        + ",\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,"
                        + "\"total_tokens\":4}}");
    }

    @Test
    void writesCallsOfToolsReasoningAndRefusalsBesideTheText() {
        Choice calls = new Choice(
                0,
                List.of(new Part.Reasoning("hm"), new Part.ToolCall("c1", "f", "{}")),
                Optional.of(Finish.of(Finish.Reason.TOOL_CALLS)),
                Optional.empty());
        Choice refusal = new Choice(
                1,
                List.of(new Part.Refusal("no")),
                Optional.of(new Finish(Finish.Reason.OTHER, Optional.of("w"))),
                Optional.empty());
        Usage usage = new Usage(OptionalLong.of(3), OptionalLong.of(2), OptionalLong.of(1), OptionalLong.of(2));
        assertThat(codec.response(new ChatResponse(HEAD, List.of(calls, refusal), Optional.of(usage)))
                        .body())
                .contains(
                        "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null,"
                                + "\"reasoning_content\":\"hm\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":"
                                + "{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}")
                .contains("{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"},"
                        + "\"logprobs\":null,\"finish_reason\":\"w\"}")
                .endsWith("\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":1},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}}");
    }

    @Test
    void writesTheChunksOfAStream() {
        String none = ",\"logprobs\":null,\"finish_reason\":null}]}\n\n";
        assertThat(streamed(
                        "",
                        new ChatEvent.Opened(HEAD),
                        new ChatEvent.KeepAlive(),
                        new ChatEvent.Text(0, "a", List.of()),
                        new ChatEvent.Finished(0, Finish.of(Finish.Reason.LENGTH)),
                        new ChatEvent.Used(Usage.of(3, 1)),
                        new ChatEvent.Ended()))
                .isEqualTo(START + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"
                        + none
                        + START + "{\"index\":0,\"delta\":{}" + none
                        + START + "{\"index\":0,\"delta\":{\"content\":\"a\"}" + none
                        + START + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void writesLogProbabilitiesAndUsageWhereTheyAreAskedFor() {
        assertThat(streamed(
                        ", \"logprobs\": true, \"stream_options\": {\"include_usage\": true}",
                        new ChatEvent.Opened(HEAD),
                        new ChatEvent.Text(0, "a", List.of(TOKEN)),
                        new ChatEvent.Used(Usage.of(3, 1))))
                .isEqualTo(START + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
                        + "\"logprobs\":{\"content\":[],\"refusal\":null},\"finish_reason\":null}],\"usage\":null}\n\n"
                        + START + "{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":" + TOKEN_JSON
                        + ",\"finish_reason\":null}],\"usage\":null}\n\n"
                        + START + "],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}\n\n");
    }

    @Test
    void tellsIdAndNameOfACallOnceAndItsArgumentsAfterThem() {
        String none = ",\"logprobs\":null,\"finish_reason\":null}]}\n\n";
        assertThat(streamed(
                        "",
                        new ChatEvent.ToolCallOpened(0, 1, "c1", "f"),
                        new ChatEvent.ToolCallArguments(0, 1, "{\"a\"")))
                .contains("\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"c1\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"\"}}]}" + none)
                .endsWith("\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{\\\"a\\\"\"}}]}"
                        + none);
    }

    @Test
    void writesRefusals() {
        RequestRefusal full = RequestRefused.queueFull().refusal();
        assertThat(codec.refusal(full).headers())
                .containsEntry("Retry-After", "1")
                .containsEntry("Content-Type", "application/json");
        assertThat(codec.refusal(full).status()).isEqualTo(429);
        assertThat(codec.refusal(full).body())
                .isEqualTo("{\"error\":{\"message\":\"All places are taken and the queue is full. Try again soon.\","
                        + "\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}");
        assertThat(full.retryAfter()).hasValue(Duration.ofSeconds(1));
        assertThat(codec.refusal(RequestRefused.unauthenticated(true).refusal()).headers())
                .containsEntry("WWW-Authenticate", "Bearer")
                .doesNotContainKey("Retry-After");
        assertThat(streamed("", new ChatEvent.Failed(RequestRefused.fault("x").refusal())))
                .isEqualTo("data: {\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":null}}\n\n");
        assertThat(codec.refusal(RequestRefused.invalid("a[0]", "m").refusal()).body())
                .isEqualTo("{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"param\":\"a[0]\","
                        + "\"code\":\"invalid_value\"}}");
    }
}
