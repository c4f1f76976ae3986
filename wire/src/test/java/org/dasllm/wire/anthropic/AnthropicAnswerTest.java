package org.dasllm.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers, answers piece by piece, and errors. */
final class AnthropicAnswerTest {
    private static final AnthropicClientCodec CODEC = new AnthropicClientCodec();
    private static final ResponseHead HEAD =
            new ResponseHead(Optional.of("msg_1"), Optional.empty(), Optional.of("claude"), Optional.empty());

    private static ChatReply read(int status, String body) {
        return CODEC.response(new ReceivedText(status, body.replace('\'', '"'), Optional.empty()));
    }

    private static String message(String content, String stop) {
        return "{'id':'msg_1','type':'message','role':'assistant','model':'claude','content':[" + content
                + "],'stop_reason':'" + stop + "','stop_sequence':null,'usage':{'input_tokens':5,"
                + "'cache_creation_input_tokens':30,'cache_read_input_tokens':7,'output_tokens':9,"
                + "'output_tokens_details':{'thinking_tokens':4}}}";
    }

    private static ChatReply.Answered answered(String content, String stop) {
        return (ChatReply.Answered) read(200, message(content, stop));
    }

    @Test
    void aTextAnswerIsRead() {
        ChatReply.Answered answer = answered("{'type':'text','text':'yes'}", "end_turn");
        assertThat(answer.response().head()).isEqualTo(HEAD);
        assertThat(answer.response().choices())
                .containsExactly(new Choice(
                        0, List.of(new Part.Text("yes")), Optional.of(Finish.ofWord("end_turn")), Optional.empty()));
        assertThat(answer.response().usage())
                .contains(new Usage(
                        OptionalLong.of(42),
                        OptionalLong.of(9),
                        OptionalLong.of(7),
                        OptionalLong.of(30),
                        OptionalLong.of(4)));
        assertThat(answer.message()).isNull();
    }

    @Test
    void blocksOfEveryKindAreRead() {
        ChatReply.Answered answer = answered(
                "{'type':'thinking','thinking':'hm','signature':'sig'},{'type':'redacted_thinking','data':'x'},"
                        + "{'type':'text','text':'I add.'},"
                        + "{'type':'tool_use','id':'c1','name':'add','input':{'a':1}}",
                "tool_use");
        Choice choice = answer.response().choices().get(0);
        assertThat(choice.parts())
                .contains(
                        new Part.Reasoning("hm", Optional.of("sig")),
                        new Part.Text("I add."),
                        new Part.ToolCall("c1", "add", "{\"a\":1}"));
        assertThat(choice.parts().get(1))
                .isInstanceOfSatisfying(
                        Part.Other.class, other -> assertThat(other.type()).isEqualTo("redacted_thinking"));
        assertThat(choice.finish().orElseThrow().reason()).isEqualTo(Finish.Reason.TOOL_CALLS);
        assertThat(String.valueOf(answer.message()).replace('"', '\''))
                .isEqualTo("{'role':'assistant','content':'I add.','reasoning_content':'hm','tool_calls':"
                        + "[{'id':'c1','type':'function','function':{'name':'add','arguments':'{\\'a\\':1}'}}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "refusal,REFUSAL",
        "pause_turn,OTHER",
        "a_word_of_the_future,OTHER"
    })
    void everyStopReasonIsKnown(String word, Finish.Reason reason) {
        Choice choice = answered("{'type':'text','text':'x'}", word)
                .response()
                .choices()
                .get(0);
        assertThat(choice.finish().orElseThrow().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error,NONE",
        "401,authentication_error,STOP",
        "402,billing_error,STOP",
        "403,permission_error,NONE",
        "404,not_found_error,STOP",
        "413,request_too_large,NONE",
        "429,rate_limit_error,RETRY",
        "500,api_error,RETRY",
        "504,timeout_error,RETRY",
        "529,overloaded_error,RETRY"
    })
    void everyErrorHasItsRemedy(int status, String type, Remedy remedy) {
        ChatReply.Failed failed = (ChatReply.Failed) read(
                status, "{'type':'error','error':{'type':'" + type + "','message':'so it is'},'request_id':'req_1'}");
        assertThat(failed.remedy()).isEqualTo(remedy);
        assertThat(failed.reason()).isEqualTo("HTTP " + status + ": so it is");
    }

    @Test
    void anAccountWithoutCreditEndsEverything() {
        ChatReply.Failed failed = (ChatReply.Failed) read(
                400,
                "{'type':'error','error':{'type':'invalid_request_error',"
                        + "'message':'Your credit balance is too low to access the API.'}}");
        assertThat(failed.remedy()).isEqualTo(Remedy.STOP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^|RETRY|its answer is empty",
                "<html></html>|STOP|its answer is a web page, not JSON",
                "{'type':'message','cont|RETRY|its answer is not valid JSON",
                "{'choices':[]}|RETRY|its answer is not a message of the Messages API"
            })
    void whatIsNoAnswerIsNone(String body, Remedy remedy, String reason) {
        ChatReply.Failed failed = (ChatReply.Failed) read(200, body);
        assertThat(failed.remedy()).isEqualTo(remedy);
        assertThat(failed.reason()).isEqualTo(reason);
    }

    @Test
    void aRefusalSaysWhyWhereTheServerDoes() {
        ChatReply.Answered answer = (ChatReply.Answered) read(
                200,
                "{'id':'msg_1','type':'message','role':'assistant','model':'claude','content':[],"
                        + "'stop_reason':'refusal','stop_details':{'type':'refusal','category':'bio',"
                        + "'explanation':'It could do harm.'},'usage':{'input_tokens':5,'output_tokens':0}}");
        Choice choice = answer.response().choices().get(0);
        assertThat(choice.parts()).containsExactly(new Part.Refusal("It could do harm."));
        assertThat(choice.finish()).contains(new Finish(Finish.Reason.REFUSAL, Optional.of("refusal")));
        assertThat(String.valueOf(answer.message())).contains("\"refusal\":\"It could do harm.\"");
        assertThat(stream("{'type':'message_delta','delta':{'stop_reason':'refusal','stop_details':{'type':'refusal',"
                        + "'category':null,'explanation':'No.'}},'usage':{'output_tokens':1}}"))
                .contains(new ChatEvent.Refusal(0, "No."), new ChatEvent.Finished(0, Finish.ofWord("refusal")));
    }

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
    void aStreamIsRead() {
        assertThat(stream(
                        "{'type':'message_start','message':{'id':'msg_1','type':'message','model':'claude','content':[],"
                                + "'stop_reason':null,'usage':{'input_tokens':5,'cache_read_input_tokens':7,"
                                + "'output_tokens':1}}}",
                        "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'',"
                                + "'signature':''}}",
                        "{'type':'ping'}",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'sig'}}",
                        "{'type':'content_block_stop','index':0}",
                        "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':''}}",
                        "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'I add.'}}",
                        "{'type':'content_block_stop','index':1}",
                        "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'c1',"
                                + "'name':'add','input':{}}}",
                        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':''}}",
                        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta',"
                                + "'partial_json':'{}'}}",
                        "{'type':'content_block_stop','index':2}",
                        "{'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'c2',"
                                + "'name':'now','input':{}}}",
                        "{'type':'content_block_stop','index':3}",
                        "{'type':'an_event_of_the_future'}",
                        "{'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},"
                                + "'usage':{'output_tokens':9}}",
                        "{'type':'message_stop'}"))
                .containsExactly(
                        new ChatEvent.Opened(HEAD),
                        new ChatEvent.KeepAlive(),
                        new ChatEvent.Reasoning(0, "hm"),
                        new ChatEvent.ReasoningSigned(0, "sig"),
                        new ChatEvent.Text(0, "I add.", List.of()),
                        new ChatEvent.ToolCallOpened(0, 0, "c1", "add"),
                        new ChatEvent.ToolCallArguments(0, 0, "{}"),
                        new ChatEvent.ToolCallOpened(0, 1, "c2", "now"),
                        new ChatEvent.ToolCallArguments(0, 1, "{}"),
                        new ChatEvent.Finished(0, Finish.ofWord("tool_use")),
                        new ChatEvent.Used(new Usage(
                                OptionalLong.of(12), OptionalLong.of(9), OptionalLong.of(7), OptionalLong.empty())),
                        new ChatEvent.Ended());
    }

    @Test
    void aStreamMayBreakOffWithAnError() {
        assertThat(stream("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"))
                .singleElement()
                .isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
                    assertThat(failed.refusal().kind()).isEqualTo(RequestRefusal.Kind.UNAVAILABLE);
                    assertThat(failed.refusal().status()).isEqualTo(529);
                    assertThat(failed.refusal().message()).isEqualTo("Overloaded");
                });
        assertThat(stream("{'type':'content_blo")).singleElement().isInstanceOf(ChatEvent.Failed.class);
    }

    @Test
    void aStreamThatStopsIsNoAnswer() {
        assertThat(stream("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'I'}}"))
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        failed -> assertThat(failed.refusal().message())
                                .isEqualTo("the answer broke off before its end"));
    }
}
