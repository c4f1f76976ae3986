package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page at {@code /} in a real browser, used by keys as far as people use it by keys. Pictures of it go to the module's target. */
final class ChatPageTest {
    private static final Path PICTURES = Path.of("engine", "target", "chat-page");
    private static final Set<String> CONTROLS = Set.of("button", "textbox", "spinbutton", "log", "dialog");

    @TempDir
    Path dir;

    private Tokenizer tokenizer;
    private Chromium page;

    @BeforeEach
    void start() throws Exception {
        Optional<Path> program = Chromium.program();
        Assumptions.assumeTrue(
                program.isPresent(),
                "there is no Chromium on this machine (apt-get install chromium): the page is not tested");
        tokenizer = ByteTokenizer.in(dir);
        page = Chromium.start(program.get(), Files.createDirectory(dir.resolve("profile")));
        page.size(1280, 800, false);
    }

    @AfterEach
    void stop() {
        if (page != null) {
            page.close();
            tokenizer.close();
        }
    }

    private ServeConfig config(Optional<String> keyVariable) {
        return new ServeConfig(
                "127.0.0.1",
                0,
                "tiny",
                2,
                2,
                64,
                Optional.empty(),
                keyVariable,
                1 << 20,
                1,
                600,
                false,
                LocalServing.PATIENT,
                LocalServing.PLAIN);
    }

    private InferenceServer serve(LanguageModel model, Optional<String> key) {
        return InferenceServer.start(
                config(key.map(any -> "DAS_KEY")),
                model,
                tokenizer,
                ChatTemplate.load(dir),
                Optional.empty(),
                key.map(text -> Map.of("DAS_KEY", text)).orElse(Map.of()));
    }

    private void ask(String text) {
        page.value("document.getElementById('text').focus()");
        page.type(text);
        page.press("Enter", 13, "\r");
    }

    private void set(String id, String value) {
        page.value("{ const e = document.getElementById('" + id + "'); e.value = " + Json.line(value)
                + "; e.dispatchEvent(new Event('input')); }");
    }

    private String answer() {
        return page.value("[...document.querySelectorAll('.turn.assistant .what')].at(-1).textContent")
                .asText();
    }

    private void awaitAnswer(int number) throws InterruptedException {
        page.await("document.querySelectorAll('.turn.assistant').length === " + number
                + " && !document.querySelector('.waiting')");
    }

    /** Nothing but the server was asked for anything, and nothing went wrong that a browser notices. */
    private void assertQuiet(URI server, String... expected) {
        assertThat(page.events("Network.requestWillBeSent"))
                .allSatisfy(sent -> assertThat(sent.at("/request/url").asText()).startsWith(server.toString()));
        assertThat(page.events("Runtime.exceptionThrown")).isEmpty();
        assertThat(page.events("Log.entryAdded"))
                .allSatisfy(
                        entry -> assertThat(entry.at("/entry/text").asText()).containsAnyOf(expected));
    }

    @Test
    void asksForAKeyStreamsBindsToASchemaAndCounts() throws Exception {
        LanguageModel model = LanguageModel.random(
                new ReferenceDevice(), ModelConfig.llama(ByteTokenizer.SIZE, 8, 16, 1, 2, 1, 2048), 7);
        try (InferenceServer server = serve(model, Optional.of("s3cret"))) {
            page.open(server.uri().resolve("/"));
            page.await("document.getElementById('key-dialog').open");
            page.picture(PICTURES.resolve("key-1280.png"));
            page.type("s3cret");
            page.press("Enter", 13, "\r");
            page.await("document.getElementById('model').textContent === 'tiny'");
            assertThat(page.value("JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])")
                            .asText())
                    .doesNotContain("s3cret");

            set("system", "You answer.");
            set("max-tokens", "40");
            ask("Say anything");
            awaitAnswer(1);
            assertThat(answer()).isNotEmpty();
            assertThat(page.value("document.querySelector('.facts').textContent")
                            .asText())
                    .contains("tokens in", "out", "first after", "tokens/s");

            set("max-tokens", "400");
            set(
                    "schema",
                    "{\"type\": \"object\", \"properties\": {\"intent\": {\"enum\": [\"card_lost\", \"fee\"]}, \"urgent\":"
                            + " {\"type\": \"boolean\"}, \"items\": {\"type\": \"array\", \"minItems\": 2, \"maxItems\": 2, \"items\":"
                            + " {\"type\": \"object\", \"properties\": {\"name\": {\"enum\": [\"a\", \"b\"]}, \"count\": {\"type\":"
                            + " \"integer\", \"minimum\": 1, \"maximum\": 9}}, \"required\": [\"name\", \"count\"],"
                            + " \"additionalProperties\": false}}}, \"required\": [\"intent\", \"urgent\", \"items\"],"
                            + " \"additionalProperties\": false}");
            ask("I lost my card");
            awaitAnswer(2);
            assertThat(page.value(
                                    "[...document.querySelectorAll('.turn:last-child th')].map(e => e.textContent).join()")
                            .asText())
                    .isEqualTo("intent,urgent,items,name,count");
            assertThat(page.value("document.querySelectorAll('.turn:last-child thead th[scope=col]').length")
                            .asInt())
                    .isEqualTo(2);

            set("schema", "{\"type\": ");
            ask("And now?");
            page.await("document.activeElement.id === 'schema'");
            assertThat(page.value("document.getElementById('schema').getAttribute('aria-invalid')")
                            .asText())
                    .isEqualTo("true");
            set(
                    "schema",
                    "{\"type\": \"string\", \"format\": \"no-such-format\", \"contentEncoding\": \"x\", \"not\": {\"type\": \"null\"}}");
            ask("x");
            page.await("document.querySelectorAll('.fault').length === 1");
            set("schema", "");

            pictures();
            assertNamed();
            assertQuiet(server.uri(), "401", "400");
        }
    }

    private void pictures() throws Exception {
        for (int width : new int[] {390, 1280}) {
            for (boolean dark : new boolean[] {false, true}) {
                page.size(width, 800, dark);
                assertThat(page.value("document.documentElement.scrollWidth <= innerWidth")
                                .asBoolean())
                        .as("nothing is wider than " + width)
                        .isTrue();
                page.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
                page.picture(PICTURES.resolve("chat-" + width + (dark ? "-dark" : "") + ".png"));
            }
        }
        page.size(390, 800, false);
        page.value("document.getElementById('settings-switch').click()");
        assertThat(page.value("document.getElementById('settings-switch').getAttribute('aria-expanded')")
                        .asText())
                .isEqualTo("true");
        page.picture(PICTURES.resolve("settings-390.png"));
        page.value("document.getElementById('settings-switch').click()");
        page.size(1280, 800, false);
    }

    /** Everything that can be used has a name that a screen reader can say. */
    private void assertNamed() {
        int named = 0;
        for (JsonNode node : page.send("Accessibility.getFullAXTree", "{}").path("nodes")) {
            if (!node.path("ignored").asBoolean()
                    && CONTROLS.contains(node.at("/role/value").asText())) {
                assertThat(node.at("/name/value").asText()).as(node.toString()).isNotBlank();
                named++;
            }
        }
        assertThat(named).isGreaterThanOrEqualTo(8);
    }

    @Test
    void stopEndsAnAnswerAndWhatTheModelWritesIsNoMarkup() throws Exception {
        SteppedDevice device = new SteppedDevice(new ReferenceDevice());
        try (InferenceServer server = serve(ScriptedModel.repeating(device, "<b>x"), Optional.empty())) {
            Client client = new Client(server.uri());
            page.open(server.uri().resolve("/"));
            page.await("document.getElementById('model').textContent === 'tiny'");
            page.picture(PICTURES.resolve("empty-1280.png"));
            page.size(390, 800, true);
            page.picture(PICTURES.resolve("empty-390-dark.png"));
            page.size(1280, 800, false);
            set("temperature", "0");
            ask("Go on and on");
            Client.await("the slot is taken", () -> client.health("active") == 1);
            device.allow(4);
            page.await("[...document.querySelectorAll('.what')].at(-1).textContent === '<b>x'");
            assertThat(page.value("document.querySelectorAll('.what b').length").asInt())
                    .isZero();
            page.press("Escape", 27, "");
            page.await("!document.querySelector('.waiting')");
            Client.await(
                    "the server knows",
                    () -> client.get("/metrics").body().contains("dasllm_requests_cancelled_total 1"));
            device.allow(1);
            Client.await("the slot is free", () -> client.health("active") == 0);
            assertThat(page.value("document.querySelector('.facts').textContent")
                            .asText())
                    .contains("stopped");
            assertThat(page.value("document.getElementById('send').hidden").asBoolean())
                    .isFalse();
            page.value("document.getElementById('fresh').click()");
            assertThat(page.value("document.querySelectorAll('.turn').length").asInt())
                    .isZero();
            assertQuiet(server.uri(), "none");
            device.allow(1_000_000);
        } catch (RuntimeException | Error failure) {
            device.allow(1_000_000);
            throw failure;
        }
    }
}
