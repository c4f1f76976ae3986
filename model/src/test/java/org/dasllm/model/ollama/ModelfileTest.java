package org.dasllm.model.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.model.SharedData;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.gguf.GgufExport;
import org.dasllm.model.gguf.GgufImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Modelfiles of the families' chat templates. The ones in {@code reference/modelfiles} are parsed by Ollama's own parser, and its own
 * templates render the conversations beside them to the same texts (tools/reference/modelfiles.go). Written anew with
 * {@code -Ddasllm.write-modelfiles=true}.
 */
class ModelfileTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reference");
    private static final Path MODELFILES = REFERENCE.resolve("modelfiles");
    private static final Path QWEN3 = REFERENCE.resolve("gguf").resolve("qwen3.gguf");
    private static final String BOS = "<BOS>";

    private static final Message SYSTEM = Message.system("Answer in JSON.\nUse \"keys\", 'quotes' and {{ braces }}.");
    private static final List<Message> TURNS = List.of(
            Message.user("Grüße, 漢字 🙂?"),
            Message.assistant("{\"a\": [1,\n2]}"),
            Message.user("And\n\nnow?"),
            Message.assistant("No."),
            Message.user("<b>Why</b> & how?"));

    @TempDir
    private Path dir;

    @Test
    void templatesOfTheFamiliesAreSaidInOllamasLanguage() throws IOException {
        Path templates = SharedData.folder("chat-templates");
        JsonNode reference = Json.readTree(REFERENCE.resolve("chat-renderings").resolve("renderings.json"));
        ArrayNode renderings = Json.mapper().createArrayNode();
        List<String> unknown = new ArrayList<>();
        for (JsonNode each : reference.get("templates")) {
            Path file = templates.resolveSibling(each.get("template").textValue());
            String name = String.valueOf(file.getFileName()).replace(".jinja", "");
            ChatTemplate template = ChatTemplate.of(Files.readString(file), BOS, "<EOS>");
            Optional<String> go = Modelfile.goTemplate(template, BOS);
            if (go.isEmpty()) {
                unknown.add(name);
                continue;
            }
            String text = new ModelfileText()
                    .line("FROM", "./model.gguf")
                    .quoted("TEMPLATE", go.get())
                    .toString();
            checkOrWrite(MODELFILES.resolve(name + ".Modelfile"), text);
            renderings.addAll(renderings(name, template));
        }
        // It writes today's date.
        assertThat(unknown).containsExactly("meta-llama-Llama-3.2-3B-Instruct");
        checkOrWrite(MODELFILES.resolve("renderings.json"), Json.pretty(renderings));
    }

    private static List<ObjectNode> renderings(String name, ChatTemplate template) {
        ChatForm form = new ChatFormFinder(template, BOS).find().orElseThrow();
        List<ObjectNode> made = new ArrayList<>();
        for (int turns = 1; turns <= TURNS.size(); turns += 2) {
            for (boolean told :
                    form.place() == SystemPlace.NOWHERE ? new boolean[] {false} : new boolean[] {true, false}) {
                List<Message> messages = new ArrayList<>(told ? List.of(SYSTEM) : List.of());
                messages.addAll(TURNS.subList(0, turns));
                String text = template.render(messages, true);
                assertThat(text.startsWith(BOS) ? text.substring(BOS.length()) : text)
                        .as(name)
                        .isEqualTo(form.render(messages));
                ObjectNode node = Json.mapper().createObjectNode().put("modelfile", name + ".Modelfile");
                ArrayNode list = node.putArray("messages");
                messages.forEach(
                        each -> list.addObject().put("role", each.role()).put("content", each.content()));
                made.add(node.put("text", form.render(messages)));
            }
        }
        return made;
    }

    private static void checkOrWrite(Path file, String text) throws IOException {
        if (Boolean.getBoolean("dasllm.write-modelfiles")) {
            Files.createDirectories(MODELFILES);
            Files.writeString(file, text);
        }
        assertThat(file).content().isEqualTo(text);
    }

    @Test
    void whatIsNoFixedTextAroundMessagesIsNotSaid() {
        for (String source : List.of(
                "{% for m in messages %}{{ loop.index }}: {{ m.content }}\n{% endfor %}",
                "{% for m in messages %}{{ m.content | upper }}\n{% endfor %}",
                "{% for m in messages %}{{ m.content }}{{ messages | length }}{% endfor %}",
                "{% for m in messages %}{{ '{{' }}{{ m.content }}{% endfor %}",
                "{% for m in messages %}{{ '\"\"\"' }}{{ m.content }}{% endfor %}",
                "{% for m in messages %}{{ m.content }}\u200b{% endfor %}",
                "{% for m in messages[-1:] %}{{ m.content }}{% endfor %}",
                "{{ raise_exception('no') }}")) {
            assertThat(Modelfile.goTemplate(ChatTemplate.of(source, "", ""), ""))
                    .as(source)
                    .isEmpty();
        }
    }

    @Test
    void aModelsFileSaysWhatIsKnownOfIt() throws IOException {
        Path folder = folder();
        Files.writeString(folder.resolve("LICENSE"), "Do what \"you\" want.\n");
        Files.writeString(folder.resolve("NOTICE"), "A page\fbreak");
        Path gguf = dir.resolve("my model.gguf");
        GgufExport.write(folder, gguf, GgufExport.Type.F16, Progress.SILENT);
        Path file = dir.resolve("Modelfile");
        Modelfile.write(
                file,
                gguf,
                folder,
                new Modelfile.Asked(OptionalInt.of(60), OptionalInt.of(9), Optional.of("Be\nbrief.")));
        assertThat(file).content().isEqualTo("""
                        # ollama create NAME -f THIS_FILE
                        FROM ./my model.gguf
                        TEMPLATE QQQ{{ range $i, $_ := .Messages }}{{ if eq .Role "system" }}<|im_start|>system
                        {{ .Content }}<|im_end|>
                        {{ else if eq .Role "user" }}<|im_start|>user
                        {{ .Content }}<|im_end|>
                        {{ else if eq .Role "assistant" }}<|im_start|>assistant
                        {{ .Content }}<|im_end|>
                        {{ end }}{{ end }}<|im_start|>assistant
                        QQQ
                        PARAMETER stop "</s>"
                        PARAMETER num_ctx 60
                        PARAMETER num_predict 9
                        SYSTEM QQQBe
                        brief.QQQ
                        LICENSE QQQDo what "you" want.
                        QQQ
                        # LICENSE is left out: a Modelfile cannot hold the text of NOTICE, which has characters it drops.
                        """.replace("QQQ", "\"\"\""));
    }

    @Test
    void aBundleIsAskedAsItWasEvaluatedAndGenerationSettingsAreTaken() throws IOException {
        Path folder = folder();
        Path gguf = dir.resolve("m.gguf");
        GgufExport.write(folder, gguf, GgufExport.Type.F16, Progress.SILENT);
        Path file = Files.createDirectory(dir.resolve("other")).resolve("Modelfile");
        Modelfile.write(file, gguf, folder, Modelfile.Asked.UNKNOWN);
        assertThat(file)
                .content()
                .contains("FROM ../m.gguf\n", "PARAMETER num_ctx 64\n")
                .doesNotContain("temperature", "num_predict", "SYSTEM", "LICENSE");

        Files.writeString(
                folder.resolve("generation_config.json"),
                "{\"do_sample\": true, \"temperature\": 0.6, \"top_p\": 0.95, \"top_k\": 20}");
        Modelfile.write(file, gguf, folder, Modelfile.Asked.UNKNOWN);
        assertThat(file).content().contains("PARAMETER temperature 0.6\nPARAMETER top_p 0.95\nPARAMETER top_k 20\n");

        Files.writeString(folder.resolve("manifest.json"), "{\"format\": \"dasllm-bundle\"}");
        Modelfile.write(file, gguf, folder, Modelfile.Asked.UNKNOWN);
        assertThat(file).content().contains("PARAMETER temperature 0\n").doesNotContain("top_p");
    }

    private Path folder() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("model"));
        try (GgufFile file = GgufFile.open(QWEN3)) {
            GgufImport.write(file, folder, GgufImport.Widened.FLOAT32);
        }
        Path config = folder.resolve("tokenizer_config.json");
        Json.write(config, Json.read(config, ObjectNode.class).put("chat_template", ChatTemplate.CHATML));
        ObjectNode tokenizer = Json.read(folder.resolve("tokenizer.json"), ObjectNode.class);
        ObjectNode end = tokenizer.withArray("added_tokens").addObject().put("id", 2);
        end.put("content", "</s>")
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false);
        end.put("normalized", false).put("special", true);
        Json.write(folder.resolve("tokenizer.json"), tokenizer);
        return folder;
    }
}
