package org.dasllm.engine.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.dasllm.engine.tools.CallSyntax.Callable;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.chat.Turn;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls in Qwen's tags: what the template of Qwen 3.5 writes, what the grammar allows, and what the reader makes of it. */
final class TaggedCallsTest {
    private static final CallSyntax SYNTAX = new TaggedSyntax();
    private static final Markers MARKERS = Markers.spelled(SYNTAX.markers());
    private static final String ALL = "{'type':'object','properties':{'s':{'type':'string'},'n':{'type':'number'},"
            + "'b':{'type':'boolean'},'z':{'type':'null'},'l':{'type':'array'},'o':{'type':'object'},"
            + "'u':{'type':['string','integer','null']},'e':{'enum':['a','7',7,true,{'k':[]}]}}}";

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'), JsonNode.class, "a test");
    }

    private static Path shared(String file) {
        Path path = Path.of(System.getProperty("dasllm.shared", "../shared"), "data", file);
        Assumptions.assumeTrue(Files.isRegularFile(path), () -> "Skipped: " + path + " is absent");
        return path;
    }

    private static ChatTemplate template() throws IOException {
        return ChatTemplate.of(Files.readString(shared("chat-templates/llamacpp/Qwen3.5-4B.jinja")), "", "<|im_end|>");
    }

    private static String written(ChatTemplate template, JsonNode arguments) {
        Turn call = Turn.calling("", List.of(new Turn.Call("c1", "f", arguments)));
        String text = template.render(new Conversation(List.of(Turn.of(Message.user("?")), call), List.of()), false);
        return text.substring(text.indexOf("<tool_call>"), text.lastIndexOf("<|im_end|>"));
    }

    private static Callable function(JsonNode schema) {
        return new Callable("f", schema);
    }

    private static OutputGrammar grammar(JsonNode schema) {
        return OutputGrammar.of(SYNTAX.calls(List.of(function(schema)), MARKERS, false));
    }

    private static boolean accepts(OutputGrammar grammar, String text) {
        return grammar.start().next(text.getBytes(StandardCharsets.UTF_8)).accepts();
    }

    private static String read(JsonNode schema, String text) {
        StringBuilder told = new StringBuilder();
        CallSink sink = new CallSink() {
            @Override
            public void text(String more) {
                told.append("text: ").append(more);
            }

            @Override
            public void open(String name) {
                assertThat(name).isEqualTo("f");
            }

            @Override
            public void arguments(String fragment) {
                told.append(fragment);
            }
        };
        CallReader reader = SYNTAX.reader(MARKERS, List.of(function(schema)));
        reader.read(MARKERS.marked(text), sink);
        reader.end(sink);
        return told.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{}",
                "{'s':''}",
                "{'s':' two\\n\\nlines, \\t and \\\\ \\n'}",
                "{'s':'null','z':null}",
                "{'s':'{\\\"k\\\": 1, \\\"k\\\": [}','o':{'k':1,'j':{'k':'\\\"'}}}",
                "{'s':'<parameter=s></parameter></function></tool_call> é 😀'}",
                "{'s':'a\\n</parameter','n':-0.25,'b':true,'l':[1,null,'\\n</parameter>',{'x':false}],'o':{}}",
                "{'b':false,'u':null,'e':'a'}",
                "{'u':7,'e':7}",
                "{'u':'7 days','e':true}",
                "{'u':''}",
            })
    void whatTheTemplateWritesIsAllowedAndReadBack(String text) throws IOException {
        JsonNode arguments = json(text);
        String written = written(template(), arguments);
        assertThat(accepts(grammar(json(ALL)), written)).as(written).isTrue();
        assertThat(json(read(json(ALL), written))).isEqualTo(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{'s':'a\\n</parameter>'}",
                "{'s':'</parameter> at the beginning'}",
                "{'e':'b'}",
                "{'z':'x'}",
                "{'n':'x'}",
                "{'n':1,'s':'another order'}",
                "{'t':'not named'}",
            })
    void whatHasNoNotationOrIsInvalidIsNotAllowed(String text) throws IOException {
        String written = written(template(), json(text));
        assertThat(accepts(grammar(json(ALL)), written)).as(written).isFalse();
    }

    @Test
    void aTextIsReadAsAnotherTypeThatItsParameterMayHaveBeforeItIsAString() throws IOException {
        String written = written(template(), json("{'u':'None','e':'7'}"));
        assertThat(json(read(json(ALL), written))).isEqualTo(json("{'u':null,'e':7}"));
        assertThat(accepts(grammar(json(ALL)), written)).isTrue();
        JsonNode both = json("{'type':'object','properties':{'u':{'anyOf':[{'const':'7'},{'const':8}]}}}");
        assertThat(accepts(grammar(both), written(template(), json("{'u':'7'}"))))
                .isFalse();
        assertThat(accepts(grammar(both), written(template(), json("{'u':8}")))).isTrue();
    }

    @Test
    void noNameComesTwiceInAnObjectBehindAStringWithAQuote() {
        OutputGrammar grammar = grammar(json(ALL));
        String begun = "<tool_call>\n<function=f>\n<parameter=s>\n\"{\"k\":1,\n</parameter>\n<parameter=o>\n{\"k\":1,";
        String end = "\n</parameter>\n</function>\n</tool_call>";
        assertThat(accepts(grammar, begun + "\"j\":\"\"}" + end)).isTrue();
        assertThat(accepts(grammar, begun + "\"k\":2}" + end)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{'type':'object','properties':{'a>b':{}}} # the name 'a>b' has no notation in this model's calls",
                "{'type':'object','properties':{'a':{},'b':{}},'minProperties':1} # properties cannot be counted",
                "{'type':'object','properties':{'a':{'type':['string','integer'],'pattern':'^[1-9]$','minimum':10,'maximum':9}},'required':['a']} # no value that can be written",
                "{'enum':[{'a':1}]} # listed objects have no notation",
            })
    void whatCannotBeBoundIsRefused(String schema, String reason) {
        assertThatThrownBy(() -> grammar(json(schema)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(reason);
    }

    /** The real schemas of objects: whatever the grammar allows is read as arguments that are valid. */
    @Test
    void whatIsAllowedForRealSchemasIsValid() throws IOException {
        ChatTemplate template = template();
        int[] counts = new int[4];
        List<String> wrong = new ArrayList<>();
        JsonLines.read(shared("real-schemas/github-easy-400.jsonl"), JsonNode.class, line -> {
            JsonNode schema = line.get("schema");
            if (!schema.path("type").asText().equals("object")) {
                return;
            }
            JsonSchema judge = JsonSchema.compile(schema);
            OutputGrammar grammar;
            try {
                grammar = grammar(schema);
            } catch (DasllmException refused) {
                counts[0]++;
                return;
            }
            counts[1]++;
            List<String> texts = new ArrayList<>();
            for (JsonNode test : line.get("tests")) {
                if (test.get("data").isObject()) {
                    texts.add(written(template, test.get("data")));
                }
            }
            texts.removeIf(text -> !accepts(grammar, text));
            counts[2] += texts.size();
            Random random = new Random(7);
            for (int i = 0; i < 3; i++) {
                Optional<String> walked = walk(grammar, random);
                walked.ifPresent(texts::add);
                counts[3] += walked.isPresent() ? 1 : 0;
            }
            for (String text : texts) {
                String arguments = read(schema, text);
                if (!judge.isValid(Json.parse(arguments, JsonNode.class, "arguments"))) {
                    wrong.add(line.get("name") + " " + text + " " + arguments);
                }
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(counts[1]).isGreaterThan(counts[0]);
        assertThat(counts[2]).isGreaterThan(100);
        assertThat(counts[3]).isGreaterThan(100);
    }

    /** A text that the grammar allows: single bytes, and pieces of which the tags and JSON are; empty where it did not end in time. */
    private static Optional<String> walk(OutputGrammar grammar, Random random) {
        List<String> pieces =
                List.of("\n</parameter>\n", "</function>\n</tool_call>", "\"", "}", "]", ", ", ": ", "null", "0", "a");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        OutputState state = grammar.start();
        while (text.size() < 800 && !state.accepts()) {
            byte[] piece = pieces.get(random.nextInt(pieces.size())).getBytes(StandardCharsets.UTF_8);
            OutputState further = random.nextBoolean() ? state.next(piece) : state;
            if (further == state || further.isDead()) {
                state = step(state, text, random);
            } else {
                state = further;
                text.writeBytes(piece);
            }
        }
        return state.accepts() ? Optional.of(text.toString(StandardCharsets.UTF_8)) : Optional.empty();
    }

    /** Any byte that is allowed. */
    private static OutputState step(OutputState state, ByteArrayOutputStream text, Random random) {
        int from = random.nextInt(256);
        for (int i = 0; i < 256; i++) {
            int b = (from + i) & 0xFF;
            if (state.goesOn(b)) {
                text.write(b);
                return state.next(b);
            }
        }
        throw new AssertionError("No byte may follow " + text.toString(StandardCharsets.UTF_8));
    }
}
