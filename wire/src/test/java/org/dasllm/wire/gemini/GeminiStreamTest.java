package org.dasllm.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.reference.ReferenceFile;
import org.junit.jupiter.api.Test;

/** Answers piece by piece. */
final class GeminiStreamTest {
    private static final GeminiClientCodec CODEC = new GeminiClientCodec("gemini-3-pro-preview", true);

    private static ResponseHead head(String id) {
        return new ResponseHead(
                Optional.of(id), Optional.empty(), Optional.of("gemini-3-pro-preview"), Optional.empty());
    }

    @Test
    void aRecordedCall() throws Exception {
        assertThat(ReferenceFile.recorded("gemini", "stream-call").events(CODEC))
                .containsExactly(
                        new ChatEvent.Opened(head("QUVVadTSNJ6_qtsPvN7J8Q0")),
                        new ChatEvent.ToolCallOpened(0, 0, "QUVVadTSNJ6_qtsPvN7J8Q0_0", "get_country"),
                        new ChatEvent.ToolCallArguments(0, 0, "{}"),
                        new ChatEvent.ToolCallSigned(0, 0, "EpwICpkIAXLI2nxlU6gsWZaZ"),
                        new ChatEvent.Finished(0, Finish.ofWord("function_call")),
                        new ChatEvent.Used(new Usage(
                                OptionalLong.of(29), OptionalLong.of(212), OptionalLong.empty(), OptionalLong.of(202))),
                        new ChatEvent.Ended());
    }

    @Test
    void aRecordedText() throws Exception {
        assertThat(ReferenceFile.recorded("gemini", "stream-text").events(CODEC))
                .containsExactly(
                        new ChatEvent.Opened(head("REVVabaiCdq4qtsPnZu96Qo")),
                        new ChatEvent.Text(0, "The capital of Mexico", List.of()),
                        new ChatEvent.Text(0, " is Mexico City.", List.of()),
                        new ChatEvent.Finished(0, Finish.ofWord("STOP")),
                        new ChatEvent.Used(Usage.of(257, 8)),
                        new ChatEvent.Ended());
    }

    private static StreamReader after(String piece, List<ChatEvent> expected) {
        StreamReader reader = CODEC.stream();
        assertThat(reader.read(piece.replace('\'', '"'))).endsWith(expected.toArray(ChatEvent[]::new));
        return reader;
    }

    @Test
    void thoughtsAndSignaturesAreApart() {
        after(
                "{'candidates':[{'content':{'parts':[{'text':'hm','thought':true,'thoughtSignature':'a'},"
                        + "{'text':'','thoughtSignature':'b'}]}}]}",
                List.of(
                        new ChatEvent.Reasoning(0, "hm"),
                        new ChatEvent.ReasoningSigned(0, "a"),
                        new ChatEvent.TextSigned(0, "b")));
    }

    @Test
    void aQuestionMayNotBeLetThrough() {
        StreamReader reader = after(
                "{'promptFeedback':{'blockReason':'SAFETY'}}",
                List.of(new ChatEvent.Finished(0, Finish.ofWord("blockReason SAFETY"))));
        assertThat(reader.end()).containsExactly(new ChatEvent.Ended());
    }

    @Test
    void aStreamThatStopsIsNoAnswer() {
        StreamReader reader = after(
                "{'candidates':[{'content':{'parts':[{'text':'I'}]}}]}",
                List.of(new ChatEvent.Text(0, "I", List.of())));
        assertThat(reader.end()).singleElement().isInstanceOf(ChatEvent.Failed.class);
    }

    @Test
    void everyChoiceThatBeganMustFinish() {
        String both = "{'candidates':[{'content':{'parts':[{'text':'I'}]},'finishReason':'STOP'},"
                + "{'index':1,'content':{'parts':[{'text':'You'}]}}]}";
        List<ChatEvent> read = List.of(new ChatEvent.Text(1, "You", List.of()));
        assertThat(after(both, read).end()).singleElement().isInstanceOf(ChatEvent.Failed.class);
        StreamReader whole = after(both, read);
        whole.read("{\"candidates\":[{\"index\":1,\"finishReason\":\"STOP\"}]}");
        assertThat(whole.end()).containsExactly(new ChatEvent.Ended());
    }

    @Test
    void anErrorEndsIt() {
        StreamReader reader = CODEC.stream();
        assertThat(reader.read("{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}"))
                .singleElement()
                .isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
                    assertThat(failed.refusal().kind()).isEqualTo(RequestRefusal.Kind.UNAVAILABLE);
                    assertThat(failed.refusal().code()).contains("UNAVAILABLE");
                });
        assertThat(reader.end()).isEmpty();
        StreamReader broken = CODEC.stream();
        assertThat(broken.read("{\"candi")).singleElement().isInstanceOf(ChatEvent.Failed.class);
        assertThat(broken.end()).isEmpty();
    }
}
