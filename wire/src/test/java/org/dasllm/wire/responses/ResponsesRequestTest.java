package org.dasllm.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.reference.ReferenceFile;
import org.dasllm.wire.reference.ReferenceRequest;
import org.dasllm.wire.reference.Samplings;
import org.junit.jupiter.api.Test;

/** Bodies of requests, held against those of the vendor's own client. */
final class ResponsesRequestTest {
    private static final String MODEL = "gpt-5";
    private static final ResponsesClientCodec CODEC = new ResponsesClientCodec();

    private static void matches(ReferenceRequest request, JsonNode theirs) {
        ReferenceFile.assertEqual(CODEC.request(request.request()), theirs);
    }

    private static JsonNode sent(String name) throws Exception {
        return ReferenceFile.sent("responses", name).body();
    }

    @Test
    void aText() throws Exception {
        matches(
                ReferenceRequest.question("gpt-4o-mini")
                        .system()
                        .maxTokens(64)
                        .sampling(Samplings.at(0))
                        .alternatives(5),
                sent("text"));
    }

    @Test
    void tools() throws Exception {
        matches(
                ReferenceRequest.question(MODEL)
                        .weather(true, ToolChoice.Any.REQUIRED)
                        .oneCallAtATime()
                        .thinking(new Thinking(Optional.of(Effort.LOW), OptionalInt.empty(), true)),
                sent("tools"));
    }

    /** A call goes back without its item's name and status, which are no more than the vendor's client repeats. */
    @Test
    void twoTurnsWithThoughts() throws Exception {
        ChatReply.Answered answer = (ChatReply.Answered) CODEC.response(new ReceivedText(
                200, ReferenceFile.sent("responses", "answer").json().toString(), Optional.empty()));
        JsonNode theirs = sent("multi-turn");
        ((ObjectNode) theirs.path("input").path(3)).remove(List.of("id", "status"));
        matches(
                ReferenceRequest.question(MODEL)
                        .answered(answer.response().choices().get(0).parts(), new Part.ToolResult("call_1", "Rain"))
                        .weather(true, ToolChoice.Any.AUTO),
                theirs);
    }

    @Test
    void aSchema() throws Exception {
        matches(ReferenceRequest.question(MODEL).label(), sent("schema"));
    }

    @Test
    void thePathAndTheKey() throws Exception {
        JsonNode sent = ReferenceFile.sent("responses", "text").json();
        assertThat("/v1" + CODEC.path()).isEqualTo(sent.path("path").textValue());
        assertThat(CODEC.headers(Optional.of("key")))
                .isEqualTo(Map.of(
                        "Authorization",
                        sent.path("headers").path("authorization").textValue()));
        assertThat(CODEC.headers(Optional.empty())).isEmpty();
    }

    /** Byte by byte, since requests are known by the hashes of their bodies. */
    @Test
    void theOrderOfKeysIsFixed() {
        JsonNode body = CODEC.request(ReferenceRequest.question(MODEL)
                .system()
                .sampling(Samplings.at(0))
                .maxTokens(20)
                .alternatives(0)
                .format(new AnswerFormat.JsonObject())
                .streamed()
                .request());
        assertThat(Json.line(body).replace('"', '\''))
                .isEqualTo("{'model':'gpt-5','instructions':'You sort messages.',"
                        + "'input':[{'role':'user','content':'My card is lost.'}],"
                        + "'text':{'format':{'type':'json_object'}},'temperature':0.0,'max_output_tokens':20,"
                        + "'top_logprobs':0,'include':['message.output_text.logprobs'],'store':false,'stream':true}");
    }

    @Test
    void itemsOfEveryKind() {
        ChatMessage picture = new ChatMessage(
                Role.USER,
                List.of(
                        new Part.Text("And this?"),
                        new Part.Other(
                                "input_image", ReferenceRequest.json("{'type':'input_image','image_url':'u'}"))));
        ChatMessage answer = new ChatMessage(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning("of another server"),
                        new Part.Reasoning("", Optional.of("rs_1"), Optional.of("x")),
                        new Part.Text(""),
                        new Part.Text("A card."),
                        new Part.Reasoning("not encrypted", Optional.of("rs_2"), Optional.empty()),
                        new Part.Refusal("No.")));
        assertThat(CODEC.request(ReferenceRequest.question(MODEL)
                                .message(ChatMessage.of(Role.SYSTEM, "Be brief."))
                                .message(answer)
                                .message(picture)
                                .request())
                        .path("input"))
                .isEqualTo(ReferenceRequest.json("[{'role':'user','content':'My card is lost.'},"
                        + "{'role':'system','content':'Be brief.'},"
                        + "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'x'},"
                        + "{'role':'assistant','content':'A card.'},"
                        + "{'role':'assistant','content':'No.'},"
                        + "{'role':'user','content':[{'type':'input_text','text':'And this?'},"
                        + "{'type':'input_image','image_url':'u'}]}]"));
    }

    @Test
    void toolsOfTheServersOwnAndWithoutParameters() {
        JsonNode body = CODEC.request(ReferenceRequest.question(MODEL)
                .tools(
                        new Tool.Other(ReferenceRequest.json("{'type':'web_search'}")),
                        new Tool.Function("now", Optional.empty(), Optional.empty(), false))
                .format(new AnswerFormat.Other("grammar", ReferenceRequest.json("{'type':'grammar'}")))
                .request());
        assertThat(body.path("tools"))
                .isEqualTo(ReferenceRequest.json("[{'type':'web_search'},{'type':'function','name':'now','parameters':"
                        + "{'type':'object','additionalProperties':false,'properties':{}},'strict':false}]"));
        assertThat(body.path("text")).isEqualTo(ReferenceRequest.json("{'format':{'type':'grammar'}}"));
        assertThat(CODEC.request(ReferenceRequest.question(MODEL)
                                .weather(true, new ToolChoice.Function("weather"))
                                .request())
                        .path("tool_choice"))
                .isEqualTo(ReferenceRequest.json("{'type':'function','name':'weather'}"));
    }

    @Test
    void whatIsUnsupportedIsNamedBeforeAnythingIsSent() {
        Sampling sampling = new Sampling(
                OptionalDouble.of(2),
                OptionalDouble.of(1),
                OptionalInt.of(1),
                OptionalLong.of(1),
                List.of("END"),
                OptionalDouble.of(1),
                OptionalDouble.of(1),
                Map.of(1, 2.0));
        ReferenceRequest request = ReferenceRequest.question(MODEL)
                .sampling(sampling)
                .choices(3)
                .alternatives(20)
                .format(new AnswerFormat.JsonSchema("named", Optional.empty(), Optional.empty(), true))
                .thinking(new Thinking(Optional.of(Effort.MAX), OptionalInt.of(5), true));
        assertThat(CODEC.unsupported(request.request()))
                .extracting(UnsupportedSetting::setting)
                .containsExactly(
                        Setting.CHOICES,
                        Setting.TOP_K,
                        Setting.SEED,
                        Setting.STOP,
                        Setting.FREQUENCY_PENALTY,
                        Setting.PRESENCE_PENALTY,
                        Setting.LOGIT_BIAS,
                        Setting.FORMAT,
                        Setting.THINKING);
        assertThatThrownBy(() -> CODEC.request(request.request()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("OpenAI's Responses API has no more than one answer to a request");
        assertThat(CODEC.unsupported(
                        ReferenceRequest.question(MODEL).system().label().request()))
                .isEmpty();
    }
}
