package org.dasllm.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.model.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ToolRenderingTest {
    private static final JsonNode CLOCK = Json.parse(
            "{\"type\":\"function\",\"function\":{\"name\":\"clock\",\"description\":\"Tells the time.\",\"parameters\":"
                    + "{\"type\":\"object\",\"properties\":{\"zone\":{\"type\":\"string\"}}}}}",
            JsonNode.class,
            "a tool");
    private static final Turn.Call OSLO = call("call_of_the_teacher_1", "Oslo");
    private static final Turn.Call ROME = call("call_of_the_teacher_2", "Rome");
    private static final Conversation BOTH = new Conversation(
            List.of(
                    Turn.of(Message.system("Be brief.")),
                    Turn.of(Message.user("Time in Oslo and Rome?")),
                    Turn.calling("", List.of(OSLO, ROME)),
                    Turn.result(ROME.id(), "noon in Rome"),
                    Turn.result(OSLO.id(), "ten in Oslo"),
                    Turn.of(Message.user("Thanks."))),
            List.of(CLOCK));

    private static Turn.Call call(String id, String zone) {
        return new Turn.Call(id, "clock", Json.mapper().createObjectNode().put("zone", zone));
    }

    private static ChatTemplate template(String name) throws IOException {
        String source = Files.readString(SharedData.folder("chat-templates").resolve(name + ".jinja"));
        return ChatTemplate.of(source, "<s>", "</s>");
    }

    @ParameterizedTest
    @CsvSource({
        "llamacpp/meta-llama-Llama-3.1-8B-Instruct, true, false, false",
        "llamacpp/meta-llama-Llama-3.2-3B-Instruct, true, false, false",
        "llamacpp/Qwen-Qwen2.5-7B-Instruct, true, true, false",
        "llamacpp/Qwen-Qwen3-0.6B, true, true, false",
        "trl/qwen2_5_training, true, true, false",
        "trl/qwen3_training, true, true, false",
        "llamacpp/mistralai-Mistral-Nemo-Instruct-2407, true, true, true",
        "llamacpp/google-gemma-2-2b-it, false, false, false",
        "trl/gemma3, false, false, false",
        "llamacpp/HuggingFaceTB-SmolLM3-3B, false, true, false",
        "trl/llama3_training, false, true, false",
    })
    void whatATemplateDoesWithTools(String name, boolean own, boolean parallel, boolean shortIds) throws IOException {
        ToolRendering tools = template(name).tools();
        assertThat(tools.own()).isEqualTo(own);
        assertThat(tools.parallel()).isEqualTo(parallel);
        assertThat(tools.shortIds()).isEqualTo(shortIds);
    }

    @Test
    void namesOfCallsBecomeNineLettersWhereTheyMustBe() throws IOException {
        String text = template("llamacpp/mistralai-Mistral-Nemo-Instruct-2407").render(BOTH.until(5), false);
        String ids =
                text.replaceAll("(?s).*\"Oslo\"}, \"id\": \"(\\w{9})\"}.*\"Rome\"}, \"id\": \"(\\w{9})\"}].*", "$1 $2");
        assertThat(ids).matches("\\w{9} \\w{9}");
        assertThat(text)
                .contains("noon in Rome, \"call_id\": \"" + ids.substring(10) + "\"")
                .contains("ten in Oslo, \"call_id\": \"" + ids.substring(0, 9) + "\"");
    }

    @Test
    void callsBesideEachOtherComeOneByOneWhereATemplateTakesNoMore() throws IOException {
        String text = template("llamacpp/meta-llama-Llama-3.1-8B-Instruct").render(BOTH, false);
        assertThat(text.replaceAll("(?s).*?(<\\|start_header_id\\|>assistant.*)<\\|start_header_id\\|>user.*", "$1")
                        .replace("<|start_header_id|>", "[")
                        .replace("<|end_header_id|>\n\n", "]")
                        .replace("<|eot_id|>", "\n"))
                .isEqualTo("""
                        [assistant]{"name": "clock", "parameters": {"zone": "Oslo"}}
                        [ipython]"ten in Oslo"
                        [assistant]{"name": "clock", "parameters": {"zone": "Rome"}}
                        [ipython]"noon in Rome"
                        """);
    }

    @Test
    void aTemplateWithoutToolsHasThemInTheSystemsText() {
        String text = ChatTemplate.of(ChatTemplate.CHATML, "", "<|im_end|>").render(BOTH, true);
        assertThat(text)
                .startsWith("<|im_start|>system\nBe brief.\n\n# Tools")
                .contains("<tools>\n{\"type\": \"function\", \"function\": {\"name\": \"clock\", \"description\":")
                .endsWith("""
                        <|im_start|>assistant
                        <tool_call>
                        {"name": "clock", "arguments": {"zone": "Oslo"}}
                        </tool_call>
                        <tool_call>
                        {"name": "clock", "arguments": {"zone": "Rome"}}
                        </tool_call><|im_end|>
                        <|im_start|>user
                        <tool_response>
                        noon in Rome
                        </tool_response>
                        <tool_response>
                        ten in Oslo
                        </tool_response>
                        Thanks.<|im_end|>
                        <|im_start|>assistant
                        """);
    }

    @Test
    void gemmaHasThemAsGoogleDescribes() throws IOException {
        Conversation one = new Conversation(
                List.of(
                        Turn.of(Message.user("Time?")),
                        Turn.calling("", List.of(OSLO)),
                        Turn.result(OSLO.id(), "ten"),
                        Turn.of(Message.assistant("It is ten."))),
                List.of(CLOCK));
        String text = template("llamacpp/google-gemma-2-2b-it").render(one, false);
        assertThat(text)
                .contains(
                        "{\"name\": function name, \"parameters\": dictionary of argument name and its value}\n\n[{\"name\": \"clock\"")
                .contains("Time?<end_of_turn>")
                .contains(
                        "<start_of_turn>model\n{\"name\": \"clock\", \"parameters\": {\"zone\": \"Oslo\"}}<end_of_turn>")
                .contains("<start_of_turn>user\n```tool_output\nten\n```<end_of_turn>")
                .contains("<start_of_turn>model\nIt is ten.<end_of_turn>");
    }

    @Test
    void conversationsWithoutToolsAreAsBefore() throws IOException {
        List<Message> messages = List.of(Message.user("a"), Message.assistant("b"), Message.user("c"));
        ChatTemplate template = template("llamacpp/Qwen-Qwen2.5-7B-Instruct");
        assertThat(template.render(Conversation.of(messages), true)).isEqualTo(template.render(messages, true));
    }
}
