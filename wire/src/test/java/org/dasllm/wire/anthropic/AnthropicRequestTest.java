package org.dasllm.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.reference.Samplings;
import org.junit.jupiter.api.Test;

/** Bodies of requests, byte by byte: they are known by their hashes. */
final class AnthropicRequestTest {
    private static final AnthropicClientCodec CODEC = new AnthropicClientCodec();

    private static JsonNode json(String text) throws Exception {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }

    private static ChatRequest request(
            List<ChatMessage> messages, List<Tool> tools, ToolChoice choice, AnswerFormat format, Sampling sampling) {
        return new ChatRequest(
                "claude",
                messages,
                tools,
                choice,
                format,
                sampling,
                OptionalInt.of(20),
                1,
                OptionalInt.empty(),
                Delivery.WHOLE);
    }

    private static ChatRequest request(ChatMessage... messages) {
        return request(List.of(messages), List.of(), ToolChoice.Any.AUTO, new AnswerFormat.Text(), Samplings.at(0));
    }

    private static String body(ChatRequest request) {
        return Json.line(CODEC.request(request)).replace('"', '\'');
    }

    @Test
    void aQuestionWithSystemText() {
        assertThat(body(request(ChatMessage.of(Role.SYSTEM, "Be brief."), ChatMessage.of(Role.USER, "Why?"))))
                .isEqualTo("{'model':'claude','max_tokens':20,'system':'Be brief.',"
                        + "'messages':[{'role':'user','content':'Why?'}],'temperature':0.0,'stream':false}");
    }

    @Test
    void aConversationWithTools() throws Exception {
        ChatMessage calls = new ChatMessage(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning("hm", Optional.of("sig")),
                        new Part.Reasoning("of another server"),
                        new Part.Text(""),
                        new Part.ToolCall("c1", "add", "{\"a\":1}"),
                        new Part.ToolCall("c2", "now", "")));
        ChatMessage one = new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c1", "7")));
        ChatMessage two = new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c2", "no clock", true)));
        assertThat(CODEC.request(request(
                                ChatMessage.of(Role.USER, "?"), calls, one, two, ChatMessage.of(Role.USER, "!")))
                        .path("messages"))
                .isEqualTo(json("[{'role':'user','content':'?'},"
                        + "{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'sig'},"
                        + "{'type':'tool_use','id':'c1','name':'add','input':{'a':1}},"
                        + "{'type':'tool_use','id':'c2','name':'now','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'7'},"
                        + "{'type':'tool_result','tool_use_id':'c2','content':'no clock','is_error':true}]},"
                        + "{'role':'user','content':'!'}]"));
    }

    @Test
    void toolsSamplingAndFormat() throws Exception {
        Sampling sampling = new Sampling(
                OptionalDouble.empty(),
                OptionalDouble.of(0.5),
                OptionalInt.of(3),
                OptionalLong.empty(),
                List.of("END"),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Map.of());
        Tool bare = new Tool.Function("now", Optional.empty(), Optional.empty(), false);
        Tool strict = new Tool.Function(
                "add", Optional.of("adds"), Optional.of(json("{'type':'object','required':['a']}")), true);
        AnswerFormat format =
                new AnswerFormat.JsonSchema("n", Optional.empty(), Optional.of(json("{'type':'object'}")), true);
        assertThat(CODEC.request(request(
                        List.of(ChatMessage.of(Role.USER, "?")),
                        List.of(bare, strict),
                        new ToolChoice.Function("add"),
                        format,
                        sampling)))
                .isEqualTo(json("{'model':'claude','max_tokens':20,'messages':[{'role':'user','content':'?'}],"
                        + "'top_p':0.5,'top_k':3,'stop_sequences':['END'],'stream':false,"
                        + "'tools':[{'name':'now','input_schema':{'type':'object','properties':{}}},"
                        + "{'name':'add','description':'adds','input_schema':{'type':'object','required':['a']},"
                        + "'strict':true}],'tool_choice':{'type':'tool','name':'add'},"
                        + "'output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}}}"));
    }

    @Test
    void whatTheProtocolHasNoWordForIsRefused() {
        ChatMessage question = ChatMessage.of(Role.USER, "?");
        refused("has no seed", Samplings.at(0), new AnswerFormat.Text(), OptionalLong.of(1));
        refused("a temperature from 0 to 1, not 1.5", Samplings.at(1.5), new AnswerFormat.Text(), OptionalLong.empty());
        refused("no JSON without a schema", Samplings.at(0), new AnswerFormat.JsonObject(), OptionalLong.empty());
        ChatMessage call = new ChatMessage(Role.ASSISTANT, List.of(new Part.ToolCall("c1", "add", "[1]")));
        assertThatThrownBy(() -> CODEC.request(request(question, call)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("The arguments of the call 'c1' of add are no JSON object");
        ChatRequest withoutLimit = new ChatRequest(
                "claude",
                List.of(question),
                List.of(),
                ToolChoice.Any.AUTO,
                new AnswerFormat.Text(),
                Samplings.at(0),
                OptionalInt.empty(),
                1,
                OptionalInt.empty(),
                Delivery.WHOLE);
        assertThatThrownBy(() -> CODEC.request(withoutLimit)).hasMessageContaining("Set max_tokens");
    }

    private static void refused(String words, Sampling base, AnswerFormat format, OptionalLong seed) {
        Sampling sampling = new Sampling(
                base.temperature(),
                base.topP(),
                base.topK(),
                seed,
                base.stop(),
                base.frequencyPenalty(),
                base.presencePenalty(),
                base.logitBias());
        ChatRequest request =
                request(List.of(ChatMessage.of(Role.USER, "?")), List.of(), ToolChoice.Any.AUTO, format, sampling);
        assertThatThrownBy(() -> CODEC.request(request))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(words);
    }

    @Test
    void theKeyAndTheVersionAreHeaders() {
        assertThat(CODEC.path()).isEqualTo("/messages");
        assertThat(CODEC.headers(Optional.of("k")))
                .isEqualTo(Map.of("x-api-key", "k", "anthropic-version", "2023-06-01"));
        assertThat(CODEC.headers(Optional.empty())).containsOnlyKeys("anthropic-version");
    }

    private static ChatRequest thinking(Thinking thinking, Optional<Boolean> parallel, ToolChoice choice) {
        Tool tool = new Tool.Function("now", Optional.empty(), Optional.empty(), false);
        return new ChatRequest(
                "claude",
                List.of(ChatMessage.of(Role.USER, "?")),
                List.of(tool),
                choice,
                new AnswerFormat.Text(),
                Samplings.unset(),
                OptionalInt.of(4000),
                1,
                OptionalInt.empty(),
                parallel,
                Optional.of(thinking),
                Delivery.WHOLE);
    }

    @Test
    void thinkingAndOneCallAtATime() throws Exception {
        JsonNode adaptive = CODEC.request(thinking(Thinking.of(Effort.HIGH), Optional.of(false), ToolChoice.Any.AUTO));
        assertThat(adaptive.path("thinking")).isEqualTo(json("{'type':'adaptive','display':'omitted'}"));
        assertThat(adaptive.path("output_config")).isEqualTo(json("{'effort':'high'}"));
        assertThat(adaptive.path("tool_choice")).isEqualTo(json("{'type':'auto','disable_parallel_tool_use':true}"));
        JsonNode budget = CODEC.request(thinking(
                new Thinking(Optional.empty(), OptionalInt.of(2000), true),
                Optional.of(true),
                ToolChoice.Any.REQUIRED));
        assertThat(budget.path("thinking"))
                .isEqualTo(json("{'type':'enabled','budget_tokens':2000,'display':'summarized'}"));
        assertThat(budget.has("output_config")).isFalse();
        assertThat(budget.path("tool_choice")).isEqualTo(json("{'type':'any'}"));
        assertThat(CODEC.request(thinking(Thinking.of(Effort.NONE), Optional.empty(), ToolChoice.Any.NONE))
                        .path("thinking"))
                .isEqualTo(json("{'type':'disabled'}"));
    }

    @Test
    void whatIsUnsupportedIsNamedBeforeAnythingIsSent() {
        Sampling sampling = new Sampling(
                OptionalDouble.of(0),
                OptionalDouble.of(0.5),
                OptionalInt.of(3),
                OptionalLong.of(1),
                List.of("END"),
                OptionalDouble.of(1),
                OptionalDouble.of(1),
                Map.of(5, 1.0));
        ChatRequest all = new ChatRequest(
                "claude",
                List.of(ChatMessage.of(Role.USER, "?")),
                List.of(),
                ToolChoice.Any.AUTO,
                new AnswerFormat.JsonObject(),
                sampling,
                OptionalInt.empty(),
                2,
                OptionalInt.of(5),
                Optional.empty(),
                Optional.of(new Thinking(Optional.of(Effort.MINIMAL), OptionalInt.of(10), true)),
                Delivery.WHOLE);
        assertThat(CODEC.unsupported(all))
                .extracting(UnsupportedSetting::setting)
                .containsExactly(
                        Setting.MAX_TOKENS,
                        Setting.CHOICES,
                        Setting.LOG_PROBABILITIES,
                        Setting.SEED,
                        Setting.FREQUENCY_PENALTY,
                        Setting.PRESENCE_PENALTY,
                        Setting.LOGIT_BIAS,
                        Setting.FORMAT,
                        Setting.THINKING,
                        Setting.TEMPERATURE,
                        Setting.TOP_K,
                        Setting.THINKING);
        assertThat(new AnthropicClientCodec(ApiVersion.V2026_10_21).unsupported(all))
                .extracting(UnsupportedSetting::setting)
                .contains(Setting.TEMPERATURE, Setting.TOP_P, Setting.TOP_K);
        assertThat(CODEC.unsupported(request(ChatMessage.of(Role.USER, "?")))).isEmpty();
        assertThatThrownBy(() -> new AnthropicClientCodec(ApiVersion.V2026_10_21)
                        .request(request(ChatMessage.of(Role.USER, "?"))))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("has no temperature in its version 2026-10-21");
    }

    @Test
    void theNewerVersionIsAHeaderToo() {
        assertThat(new AnthropicClientCodec(ApiVersion.V2026_10_21).headers(Optional.empty()))
                .isEqualTo(Map.of("anthropic-version", "2026-10-21"));
        assertThat(new AnthropicClientCodec(ApiVersion.V2026_10_21).headers(Optional.of("k")))
                .isEqualTo(Map.of("anthropic-version", "2026-10-21", "x-api-key", "k"));
    }
}
