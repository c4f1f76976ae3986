package org.dasllm.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests, held against those of the vendor's own client. */
final class GeminiRequestTest {
    private static final String MODEL = "gemini-2.5-flash";
    private static final GeminiClientCodec CODEC = new GeminiClientCodec(MODEL, false);

    /**
     * What the vendor's client writes in other words: a role beside the system's text, which has no meaning; the underscored name of
     * {@code parametersJsonSchema}, which protocol buffers know as the same; and an empty configuration.
     */
    private static JsonNode sent(String name) throws Exception {
        ObjectNode body = (ObjectNode) ReferenceFile.sent("gemini", name).body();
        if (body.path("systemInstruction") instanceof ObjectNode system) {
            system.remove("role");
        }
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode function : tool.path("functionDeclarations")) {
                ((ObjectNode) function)
                        .set("parametersJsonSchema", ((ObjectNode) function).remove("parameters_json_schema"));
            }
        }
        JsonNode thinking = body.path("generationConfig").path("thinkingConfig");
        Map.of(
                        "include_thoughts",
                        "includeThoughts",
                        "thinking_budget",
                        "thinkingBudget",
                        "thinking_level",
                        "thinkingLevel")
                .forEach((from, to) -> {
                    if (thinking.has(from)) {
                        ((ObjectNode) thinking).set(to, ((ObjectNode) thinking).remove(from));
                    }
                });
        if (body.path("generationConfig").isEmpty()) {
            body.remove("generationConfig");
        }
        return body;
    }

    @Test
    void aText() throws Exception {
        Sampling sampling = new Sampling(
                OptionalDouble.of(0),
                OptionalDouble.of(0.5),
                OptionalInt.of(3),
                OptionalLong.of(7),
                List.of("END"),
                OptionalDouble.of(0.25),
                OptionalDouble.of(0.5),
                Map.of());
        ReferenceFile.assertEqual(
                CODEC.request(ReferenceRequest.question(MODEL)
                        .system()
                        .sampling(sampling)
                        .maxTokens(64)
                        .choices(2)
                        .alternatives(5)
                        .request()),
                sent("text"));
    }

    @Test
    void tools() throws Exception {
        ReferenceFile.assertEqual(
                CODEC.request(ReferenceRequest.question(MODEL)
                        .weather(false, new ToolChoice.Function("weather"))
                        .thinking(new Thinking(Optional.empty(), OptionalInt.of(512), true))
                        .request()),
                sent("tools"));
    }

    /** Thoughts without a signature stay behind, where the vendor's client sends them too. */
    @Test
    void twoTurns() throws Exception {
        ChatReply.Answered answer = (ChatReply.Answered) CODEC.response(new ReceivedText(
                200, ReferenceFile.sent("gemini", "answer").json().toString(), Optional.empty()));
        JsonNode theirs = sent("multi-turn");
        ((ArrayNode) theirs.path("contents").path(1).path("parts")).remove(0);
        ReferenceFile.assertEqual(
                CODEC.request(ReferenceRequest.question(MODEL)
                        .answered(answer.response().choices().get(0).parts(), new Part.ToolResult("call_1", "Rain"))
                        .weather(false, ToolChoice.Any.AUTO)
                        .request()),
                theirs);
    }

    @Test
    void aSchemaPieceByPiece() throws Exception {
        GeminiClientCodec streamed = new GeminiClientCodec(MODEL, true);
        ReferenceFile.assertEqual(
                streamed.request(ReferenceRequest.question(MODEL)
                        .label()
                        .thinking(Thinking.of(Effort.LOW))
                        .streamed()
                        .request()),
                sent("schema"));
        assertThat(ReferenceFile.sent("gemini", "schema").json().path("path").textValue())
                .endsWith(streamed.path());
    }

    @Test
    void theModelIsInThePathAndTheKeyInAHeader() throws Exception {
        assertThat(CODEC.path()).isEqualTo("/models/gemini-2.5-flash:generateContent");
        JsonNode sent = ReferenceFile.sent("gemini", "text").json();
        assertThat(sent.path("path").textValue()).endsWith(CODEC.path());
        assertThat(sent.path("headers").path("x-goog-api-key").textValue()).isEqualTo("key");
        assertThat(CODEC.headers(Optional.of("key"))).isEqualTo(Map.of("x-goog-api-key", "key"));
        assertThat(CODEC.headers(Optional.empty())).isEmpty();
        assertThat(new GeminiClientCodec("tunedModels/mine", true).path())
                .isEqualTo("/tunedModels/mine:streamGenerateContent?alt=sse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a?b", "a#b", "../x/", "a:b", "a%2Fb"})
    void noOtherPathCanBeMadeOfAName(String model) {
        assertThatThrownBy(() -> new GeminiClientCodec(model, false)).isInstanceOf(DasllmException.class);
    }

    @Test
    void aRequestOfAnotherModelOrDeliveryIsNoneOfThisCodec() {
        assertThatThrownBy(
                        () -> CODEC.request(ReferenceRequest.question("another").request()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CODEC.request(
                        ReferenceRequest.question(MODEL).streamed().request()))
                .isInstanceOf(IllegalArgumentException.class);
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
                .request());
        assertThat(Json.line(body).replace('"', '\''))
                .isEqualTo("{'contents':[{'role':'user','parts':[{'text':'My card is lost.'}]}],"
                        + "'systemInstruction':{'parts':[{'text':'You sort messages.'}]},"
                        + "'generationConfig':{'temperature':0.0,'maxOutputTokens':20,'responseLogprobs':true,"
                        + "'responseMimeType':'application/json'}}");
    }

    @ParameterizedTest
    @CsvSource({"AUTO,false,''", "AUTO,true,VALIDATED", "NONE,true,NONE", "REQUIRED,true,ANY"})
    void whetherAFunctionMustBeCalled(ToolChoice.Any choice, boolean strict, String mode) {
        assertThat(CODEC.request(ReferenceRequest.question(MODEL)
                                .weather(strict, choice)
                                .request())
                        .at("/toolConfig/functionCallingConfig/mode")
                        .asText())
                .isEqualTo(mode);
    }

    @Test
    void thoughtsOfOtherVendorsAndTurnsWithoutPartsStayOut() {
        ChatMessage thought = new ChatMessage(
                Role.ASSISTANT, List.of(new Part.Reasoning("hm", Optional.of("rs_1"), Optional.of("sealed"))));
        JsonNode contents = CODEC.request(
                        ReferenceRequest.question(MODEL).message(thought).request())
                .path("contents");
        assertThat(contents)
                .isEqualTo(ReferenceRequest.json("[{'role':'user','parts':[{'text':'My card is lost.'}]}]"));
    }

    @Test
    void resultsOfCallsMadeTogetherAreOneTurn() {
        ChatMessage calls = new ChatMessage(
                Role.ASSISTANT,
                List.of(
                        new Part.Text(""),
                        new Part.Reasoning("of another server"),
                        new Part.ToolCall("c1", "add", "{\"a\":1}"),
                        new Part.ToolCall("c2", "now", "")));
        JsonNode contents = CODEC.request(ReferenceRequest.question(MODEL)
                        .message(calls)
                        .message(new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c1", "7"))))
                        .message(new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c2", "no clock", true))))
                        .request())
                .path("contents");
        assertThat(contents)
                .isEqualTo(ReferenceRequest.json("[{'role':'user','parts':[{'text':'My card is lost.'}]},"
                        + "{'role':'model','parts':[{'functionCall':{'id':'c1','name':'add','args':{'a':1}},"
                        + "'thoughtSignature':'c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I='},"
                        + "{'functionCall':{'id':'c2','name':'now','args':{}}}]},"
                        + "{'role':'user','parts':[{'functionResponse':{'id':'c1','name':'add','response':{'output':'7'}}},"
                        + "{'functionResponse':{'id':'c2','name':'now','response':{'error':'no clock'}}}]}]"));
    }

    @Test
    void aResultWithoutACallAndArgumentsThatAreNoneAreRefused() {
        Part.ToolResult result = new Part.ToolResult("c9", "7");
        assertThatThrownBy(() -> CODEC.request(ReferenceRequest.question(MODEL)
                        .message(new ChatMessage(Role.TOOL, List.of(result)))
                        .request()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("no such call before it");
        assertThatThrownBy(() -> CODEC.request(ReferenceRequest.question(MODEL)
                        .answered(List.of(new Part.ToolCall("c9", "add", "[1]")), result)
                        .request()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("The arguments of the call 'c9' of add are no JSON object");
    }

    @Test
    void toolsAndFormatsOfTheServersOwn() {
        JsonNode body = CODEC.body(ReferenceRequest.question(MODEL)
                .format(new AnswerFormat.Other(
                        "enum", ReferenceRequest.json("{'responseMimeType':'text/x.enum','responseSchema':{}}")))
                .request());
        assertThat(body.path("generationConfig"))
                .isEqualTo(ReferenceRequest.json("{'responseMimeType':'text/x.enum','responseSchema':{}}"));
        assertThat(CODEC.request(ReferenceRequest.question(MODEL)
                                .tools(new Tool.Other(ReferenceRequest.json("{'googleSearch':{}}")))
                                .request())
                        .path("tools"))
                .isEqualTo(ReferenceRequest.json("[{'googleSearch':{}}]"));
    }

    @Test
    void whatIsUnsupportedIsNamedBeforeAnythingIsSent() {
        Sampling sampling = new Sampling(
                OptionalDouble.of(2),
                OptionalDouble.of(1),
                OptionalInt.of(1),
                OptionalLong.of(1L << 31),
                List.of("END"),
                OptionalDouble.of(1),
                OptionalDouble.of(1),
                Map.of(1, 2.0));
        assertThat(CODEC.unsupported(ReferenceRequest.question(MODEL)
                        .sampling(sampling)
                        .choices(3)
                        .alternatives(20)
                        .oneCallAtATime()
                        .format(new AnswerFormat.JsonSchema("named", Optional.empty(), Optional.empty(), true))
                        .thinking(new Thinking(Optional.of(Effort.MAX), OptionalInt.of(5), true))
                        .request()))
                .extracting(UnsupportedSetting::setting)
                .containsExactly(
                        Setting.LOGIT_BIAS,
                        Setting.FORMAT,
                        Setting.SEED,
                        Setting.PARALLEL_TOOL_CALLS,
                        Setting.THINKING,
                        Setting.THINKING);
        assertThat(CODEC.unsupported(
                        ReferenceRequest.question(MODEL).system().label().request()))
                .isEmpty();
    }

    @Test
    void noThinkingIsABudgetOfNothing() {
        assertThat(CODEC.request(ReferenceRequest.question(MODEL)
                                .thinking(Thinking.of(Effort.NONE))
                                .request())
                        .at("/generationConfig/thinkingConfig"))
                .isEqualTo(ReferenceRequest.json("{'thinkingBudget':0}"));
    }
}
