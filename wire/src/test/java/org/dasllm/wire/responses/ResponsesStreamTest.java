package org.dasllm.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.reference.ReferenceFile;
import org.junit.jupiter.api.Test;

/** Answers piece by piece. */
final class ResponsesStreamTest {
    private static final ResponsesClientCodec CODEC = new ResponsesClientCodec();

    private static List<ChatEvent> stream(String... data) {
        StreamReader reader = CODEC.stream();
        List<ChatEvent> events = new ArrayList<>();
        for (String each : data) {
            events.addAll(reader.read(each.replace('\'', '"')));
        }
        events.addAll(reader.end());
        return events;
    }

    @Test
    void aRecordedCall() throws Exception {
        List<ChatEvent> events =
                ReferenceFile.recorded("responses", "stream-call").events(CODEC);
        assertThat(events.get(0))
                .isInstanceOfSatisfying(
                        ChatEvent.Opened.class,
                        opened -> assertThat(opened.head().model()).contains("gpt-5.5-2026-04-23"));
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        ChatEvent.ReasoningSigned.class,
                        signed -> assertThat(signed.id()).isPresent());
        assertThat(events.get(2))
                .isInstanceOfSatisfying(
                        ChatEvent.ToolCallOpened.class,
                        call -> assertThat(call.name()).isEqualTo("get_capital"));
        StringBuilder arguments = new StringBuilder();
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.ToolCallArguments more) {
                arguments.append(more.fragment());
            }
        }
        assertThat(arguments).hasToString("{\"country\":\"PotatoLand\"}");
        // What accompanies the work is no part of the answer.
        assertThat(events).doesNotHaveAnyElementsOfTypes(ChatEvent.Text.class);
        assertThat(events).contains(new ChatEvent.Finished(0, Finish.ofWord("function_call")));
        assertThat(events).last().isEqualTo(new ChatEvent.Ended());
    }

    @Test
    void recordedLogProbabilities() throws Exception {
        StringBuilder text = new StringBuilder();
        List<ScoredToken> tokens = new ArrayList<>();
        List<ChatEvent> events =
                ReferenceFile.recorded("responses", "stream-logprobs").events(CODEC);
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.Text more) {
                text.append(more.text());
                tokens.addAll(more.tokens());
            }
        }
        assertThat(text).hasToString("The capital of Minas Gerais is Belo Horizonte.");
        assertThat(tokens).extracting(ScoredToken::text).hasSize(9).startsWith("The", " capital");
        assertThat(events).contains(new ChatEvent.Finished(0, Finish.ofWord("completed")));
        assertThat(events.get(events.size() - 2)).isInstanceOf(ChatEvent.Used.class);
    }

    @Test
    void thoughtsRefusalsAndArgumentsThatComeAtOnce() {
        assertThat(stream(
                        "{'type':'response.reasoning_summary_part.added','output_index':0,'summary_index':0}",
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,'delta':'a'}",
                        "{'type':'response.reasoning_summary_part.added','output_index':0,'summary_index':1}",
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,'delta':'b'}",
                        "{'type':'response.reasoning_text.delta','output_index':0,'delta':'c'}",
                        "{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','id':'rs_1',"
                                + "'encrypted_content':'x'}}",
                        "{'type':'response.output_item.added','output_index':1,'item':{'type':'function_call',"
                                + "'call_id':'c1','name':'now'}}",
                        "{'type':'response.output_item.done','output_index':1,'item':{'type':'function_call',"
                                + "'call_id':'c1','name':'now','arguments':'{}'}}",
                        "{'type':'response.refusal.delta','output_index':2,'delta':'No.'}",
                        "{'type':'an.event.of.the.future'}",
                        "{'type':'response.incomplete','response':{'status':'incomplete',"
                                + "'incomplete_details':{'reason':'max_output_tokens'},'output':[]}}"))
                .containsExactly(
                        new ChatEvent.Reasoning(0, "a"),
                        new ChatEvent.Reasoning(0, "\n\n"),
                        new ChatEvent.Reasoning(0, "b"),
                        new ChatEvent.Reasoning(0, "c"),
                        new ChatEvent.ReasoningSigned(0, Optional.of("rs_1"), "x"),
                        new ChatEvent.ToolCallOpened(0, 0, "c1", "now"),
                        new ChatEvent.ToolCallArguments(0, 0, "{}"),
                        new ChatEvent.Refusal(0, "No."),
                        new ChatEvent.Finished(0, Finish.ofWord("max_output_tokens")),
                        new ChatEvent.Ended());
    }

    @Test
    void anErrorEndsIt() {
        assertThat(stream("{'type':'error','code':'rate_limit_exceeded','message':'slow down','param':null}"))
                .singleElement()
                .isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
                    assertThat(failed.refusal().kind()).isEqualTo(RequestRefusal.Kind.RATE_LIMITED);
                    assertThat(failed.refusal().message()).isEqualTo("slow down");
                });
        assertThat(stream("{'type':'response.failed','response':{'status':'failed','error':{'code':'server_error',"
                        + "'message':'broke'}}}"))
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        failed -> assertThat(failed.refusal().code()).contains("server_error"));
        assertThat(stream("{'type':'resp")).singleElement().isInstanceOf(ChatEvent.Failed.class);
    }

    @Test
    void aStreamThatStopsIsNoAnswer() {
        assertThat(stream("{'type':'response.output_text.delta','output_index':0,'delta':'I','logprobs':[]}"))
                .hasSize(2)
                .last()
                .isInstanceOf(ChatEvent.Failed.class);
    }
}
