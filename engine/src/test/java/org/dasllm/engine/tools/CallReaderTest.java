package org.dasllm.engine.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dasllm.engine.tools.CallSyntax.Callable;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each family's reader makes of answers, however they are cut. The answers are of the kinds that vLLM's tests of its readers hold
 * (tests/tool_parsers, November 2026): text before and behind, several calls, other spacing, keys in another order, broken ones.
 */
final class CallReaderTest {
    private static final CallSyntax HERMES = new HermesSyntax();
    private static final CallSyntax LLAMA = new ParametersSyntax();
    private static final CallSyntax LISTED = new ListedSyntax();
    private static final CallSyntax NAMED = new NamedSyntax(false);
    private static final CallSyntax NAMED_WITH_IDS = new NamedSyntax(true);

    private static final CallSyntax TAGGED = new TaggedSyntax();
    private static final List<Callable> FUNCTIONS = List.of(
            function(
                    "get_current_weather",
                    "'city':{'type':'string'},'state':{'type':'string'},'unit':{'enum':['celsius']}"),
            function(
                    "calculate_area",
                    "'shape':{'type':'string'},'dimensions':{'type':'object'},'precision':{'type':'integer'}"),
            function(
                    "types",
                    "'n':{'type':'number'},'b':{'type':'boolean'},'l':{'type':'array'},'s':{'type':'string'},'i':{'anyOf':"
                            + "[{'type':'integer'},{'type':'null'}]},'o':{'type':['string','null']},'x':{'type':['string','object']}"));

    private static Callable function(String name, String properties) {
        String schema = "{'type':'object','properties':{" + properties + "},'additionalProperties':false}";
        return new Callable(name, Json.parse(schema.replace('\'', '"'), JsonNode.class, "a schema"));
    }

    /** Writes what it takes as one line: texts as they are, calls as {@code «name arguments»}. */
    private static final class Told implements CallSink {
        private final StringBuilder text = new StringBuilder();
        private final List<StringBuilder> calls = new ArrayList<>();

        @Override
        public void text(String more) {
            assertThat(more).isNotEmpty();
            text.append(more);
        }

        @Override
        public void open(String name) {
            calls.add(new StringBuilder(name + " "));
        }

        @Override
        public void arguments(String fragment) {
            assertThat(fragment).isNotEmpty();
            calls.get(calls.size() - 1).append(fragment);
        }

        String line() {
            StringBuilder line = new StringBuilder(text);
            calls.forEach(call -> line.append('«').append(call).append('»'));
            return line.toString();
        }
    }

    private static String read(CallSyntax syntax, String answer, Random cuts) {
        Markers markers = Markers.spelled(syntax.markers());
        SpelledMarkers spelled = new SpelledMarkers(markers);
        CallReader reader = syntax.reader(markers, FUNCTIONS);
        Told told = new Told();
        for (int at = 0; at < answer.length(); ) {
            int end = Math.min(answer.length(), at + 1 + cuts.nextInt(1 + cuts.nextInt(12)));
            reader.read(spelled.read(answer.substring(at, end)), told);
            at = end;
        }
        reader.read(spelled.end(), told);
        reader.end(told);
        return told.line();
    }

    private static void check(CallSyntax syntax, String answer, String expected) {
        String plain = answer.replace("\\n", "\n");
        for (int seed = 0; seed < 30; seed++) {
            assertThat(read(syntax, plain, new Random(seed)))
                    .as("%s, seed %d", answer, seed)
                    .isEqualTo(expected.replace("\\n", "\n"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "No call here. | No call here.",
                "<tool_call>\\n{\"name\": \"end\", \"arguments\": {\"now\": true}}\\n</tool_call> | «end {\"now\": true}»",
                "<tool_call>{\"name\":\"end\",\"arguments\":{}}</tool_call> | «end {}»",
                "Let me look.\\n<tool_call>\\n{\"name\": \"look\", \"arguments\": {\"in\": {\"a\": [1, \"}\"]}}}\\n</tool_call> | Let me look.«look {\"in\": {\"a\": [1, \"}\"]}}»",
                "<tool_call>{\"name\": \"a\", \"arguments\": {\"q\": 1}}</tool_call>\\n<tool_call>{\"name\": \"b\", \"arguments\": {\"q\": 2}}</tool_call> | «a {\"q\": 1}»«b {\"q\": 2}»",
                "<tool_call>\\n{\"arguments\": {\"x\": 1}, \"name\": \"late\"}\\n</tool_call> | «late {\"x\":1}»",
                "<tool_call>{\"name\": \"text\", \"arguments\": \"{\\\"x\\\": 1}\"}</tool_call> | «text {\"x\": 1}»",
                "<tool_call>{\"name\": \"end\", \"arguments\": {\"now\": true}} | «end {\"now\": true}»",
                "<tool_call>{\"name\": \"cut\", \"arguments\": {\"now\": tr | «cut {\"now\": tr»",
                "<tool_call>{\"name\": \"cu | <tool_call>{\"name\": \"cu",
                "<tool_call>no JSON</tool_call> | <tool_call>no JSON</tool_call>",
                "<tool_call>{\"nom\": 1}</tool_call> | <tool_call>{\"nom\": 1}</tool_call>",
                "<tool_call>{\"name\": \"s\", \"arguments\": \"hello\"}</tool_call> | <tool_call>{\"name\": \"s\", \"arguments\": \"hello\"}</tool_call>",
                "a <tool b </tool_call> | a <tool b </tool_call>",
                "<tool_call>{\"name\": \"q\\\"t\", \"arguments\": {}}</tool_call> done | done«q\"t {}»",
            })
    void hermes(String answer, String expected) {
        check(HERMES, answer, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"name\": \"find\", \"parameters\": {\"query\": \"a {b} [c]\", \"limit\": 10}} | «find {\"query\": \"a {b} [c]\", \"limit\": 10}»",
                "{\"name\": \"find\", \"arguments\": {\"q\": \"He said \\\"{\\\"\"}} | «find {\"q\": \"He said \\\"{\\\"\"}»",
                "{\"name\": \"a\", \"parameters\": {}}; {\"name\": \"b\", \"parameters\": {}} ;\\n{\"name\": \"c\", \"parameters\": {\"x\": {}}} | «a {}»«b {}»«c {\"x\": {}}»",
                "{\"parameters\": {}} | {\"parameters\": {}}",
                "{\"name\": \"without\"} | {\"name\": \"without\"}",
                "{\"name\": \"broken\", \"parameters\": {not json} | «broken {not json}»",
                "{\"answer\": 42} | {\"answer\": 42}",
                "The object {\"name\": \"x\", \"parameters\": {}} is meant as text. | The object {\"name\": \"x\", \"parameters\": {}} is meant as text.",
                "{\"name\": \"find\", \"parameters\": {}} I used {find}. | I used {find}.«find {}»",
            })
    void llama(String answer, String expected) {
        check(LLAMA, answer, expected);
    }

    @Test
    void llamasPythonTagComesBeforeACall() {
        check(LLAMA, "<|python_tag|>{\"name\": \"a\", \"parameters\": {\"x\": 1}}", "«a {\"x\": 1}»");
        check(LLAMA, "<|python_tag|>print(1)", "<|python_tag|>print(1)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Just text. | Just text.",
                "[TOOL_CALLS] [{\"name\": \"a\", \"arguments\": {\"x\": [1]}}] | «a {\"x\": [1]}»",
                "[TOOL_CALLS][{\"name\": \"a\", \"arguments\": {}, \"id\": \"abc123DEF\"}, {\"name\": \"b\", \"arguments\": {\"k\": \"]\"}}] | «a {}»«b {\"k\": \"]\"}»",
                "Text. [TOOL_CALLS][{\"arguments\": {\"x\": 1}, \"name\": \"a\"}] | Text.«a {\"x\":1}»",
                "[TOOL_CALLS]nothing of the kind | [TOOL_CALLS]nothing of the kind",
                "[TOOL_CALLS][{\"name\": \"a\", \"arguments\": {\"x\": | «a {\"x\":»",
                "[TOOL_CALLS][] | [TOOL_CALLS][]",
            })
    void mistralsList(String answer, String expected) {
        check(LISTED, answer, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[TOOL_CALLS]add[ARGS]{\"a\": 3, \"b\": 4} | «add {\"a\": 3, \"b\": 4}»",
                "I add.[TOOL_CALLS]add[ARGS]{\"a\": {}}[TOOL_CALLS]mul[ARGS]{} | I add.«add {\"a\": {}}»«mul {}»",
                "[TOOL_CALLS]add{\"a\": 1} | «add {\"a\": 1}»",
                "[TOOL_CALLS]two words[ARGS]{} | [TOOL_CALLS]two words[ARGS]{}",
                "[TOOL_CALLS]add[ARGS] | [TOOL_CALLS]add[ARGS]",
                "[TOOL_CALLS]add[ARGS]{\"a\": | «add {\"a\":»",
            })
    void mistralsNames(String answer, String expected) {
        check(NAMED, answer, expected);
    }

    @Test
    void mistralsNamesMayHaveIds() {
        check(
                NAMED_WITH_IDS,
                "[TOOL_CALLS]add[CALL_ID]abc123DEF[ARGS]{\"a\": 1}[TOOL_CALLS]b[CALL_ID]abc123DEG[ARGS]{}",
                "«add {\"a\": 1}»«b {}»");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "Hello # Hello",
                "<|tool_call>call:get-x{}<tool_call|> # «get-x {}»",
                "Look. <|tool_call>call:w{b:<|\"|>a, \"b\"}<|\"|>,n:-1.5,t:true,x:null,l:[<|\"|>a]<|\"|>,[],2],o:{k:{}}}<tool_call|>"
                        + " # Look.«w {\"b\": \"a, \\\"b\\\"}\", \"n\": -1.5, \"t\": true, \"x\": null, \"l\": [\"a]\", [], 2], \"o\": {\"k\": {}}}»",
                "<|tool_call>call:a{x:1}<tool_call|><|tool_call>call:b.c{y:<|\"|><|\"|>}<tool_call|> # «a {\"x\": 1}»«b.c {\"y\": \"\"}»",
                "<|tool_call>call:a{<|\"|>k<|\"|>:1,e:,w:some words}<tool_call|> # «a {\"k\": 1, \"e\": \"\", \"w\": \"some words\"}»",
                "<|tool_call>call:a{x:<|\"|>cut # «a {\"x\": \"cut»",
                "<|tool_call>something else<tool_call|> # <|tool_call>something else<tool_call|>",
            })
    void gemmasNotation(String answer, String expected) {
        check(NotedSyntax.GEMMA_4, answer, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "No call. # No call.",
                "<tool_call>\\n<function=get_current_weather>\\n<parameter=city>\\nDallas\\n</parameter>\\n<parameter=state>\\nTX\\n</parameter>\\n"
                        + "</function>\\n</tool_call> # «get_current_weather {\"city\": \"Dallas\", \"state\": \"TX\"}»",
                "Sure!<tool_call>\\n<function=calculate_area>\\n<parameter=shape>\\na \"b\"\\n</parameter>\\n<parameter=dimensions>\\n"
                        + "{\"w\": 10, \\n \"h\": [\"}\"]}\\n</parameter>\\n<parameter=precision>\\n2\\n</parameter>\\n</function>\\n</tool_call>"
                        + " # Sure!«calculate_area {\"shape\": \"a \\\"b\\\"\", \"dimensions\": {\"w\": 10, \\n \"h\": [\"}\"]}, \"precision\": 2}»",
                "<tool_call>\\n<function=types>\\n</function>\\n</tool_call>\\n<tool_call>\\n<function=types>\\n<parameter=b>\\nTrue\\n</parameter>\\n"
                        + "</function>\\n</tool_call> # «types {}»«types {\"b\": true}»",
                "<tool_call>\\n<function=types>\\n<parameter=n>\\n-1.5e+16\\n</parameter>\\n<parameter=i>\\nNone\\n</parameter>\\n<parameter=l>\\n[1, null]\\n</parameter>\\n"
                        + "</function>\\n</tool_call> # «types {\"n\": -1.5e+16, \"i\": null, \"l\": [1, null]}»",
                "<tool_call>\\n<function=types>\\n<parameter=s>\\nnull\\n</parameter>\\n<parameter=o>\\nnull\\n</parameter>\\n<parameter=x>\\n{}\\n</parameter>\\n"
                        + "</function>\\n</tool_call> # «types {\"s\": \"null\", \"o\": null, \"x\": {}}»",
                "<tool_call>\\n<function=types>\\n<parameter=s>\\n\\n</parameter>\\n<parameter=o>\\n</parameter>\\n<parameter=x>\\n[1]</parameter> \\n</parameter>\\n"
                        + "</function>\\n</tool_call> # «types {\"s\": \"\", \"o\": \"\", \"x\": \"[1]</parameter> \"}»",
                "<tool_call>\\n<function=types>\\n<parameter=s>\\n<tool_call>é</tool_call>\\n</parameter>\\n<parameter=n>\\nwords\\n</parameter>\\n</function>\\n</tool_call>"
                        + " # «types {\"s\": \"<tool_call>é</tool_call>\", \"n\": \"words\"}»",
                "<tool_call>\\n<function=unknown>\\n<parameter=a b>\\n1\\n</parameter>\\n</function>\\n</tool_call> # «unknown {\"a b\": \"1\"}»",
                "<tool_call>\\n<function=types>\\n<parameter=s>\\ncut\\n</para # «types {\"s\": \"cut»",
                "<tool_call>\\n<function=types>\\n<parameter=n>\\n12 # «types {\"n\": »",
                "<tool_call>\\n<function=typ # <tool_call>\\n<function=typ",
                "<tool_call>{\"name\": 1}</tool_call> # <tool_call>{\"name\": 1}</tool_call>",
            })
    void qwensTags(String answer, String expected) {
        check(TAGGED, answer, expected);
    }

    @Test
    void aTagsTextMayHaveLineBreaksAndAlmostTheClosingTag() {
        String text = "\none\n\n</parameter\n </parameter>\n";
        String answer =
                "<tool_call>\n<function=types>\n<parameter=s>\n" + text + "\n</parameter>\n</function>\n</tool_call>";
        for (int seed = 0; seed < 30; seed++) {
            assertThat(read(TAGGED, answer, new Random(seed))).isEqualTo("«types {\"s\": " + Json.line(text) + "}»");
        }
    }

    @Test
    void aMarkerThatIsSpelledInAStringIsAPartOfIt() {
        check(
                HERMES,
                "<tool_call>{\"name\": \"a\", \"arguments\": {\"x\": \"<tool_call>\"}}</tool_call>",
                "«a {\"x\": \"<tool_call>\"}»");
        check(
                HERMES,
                "<tool_call>{\"arguments\": {\"x\": \"</tool_call>\"}, \"name\": \"a\"}</tool_call>",
                "«a {\"x\":\"</tool_call>\"}»");
    }

    @Test
    void noAnswerIsAnError() {
        String[] pieces = {
            "<tool_call>",
            "</tool_call>",
            "{",
            "}",
            "\"name\": ",
            "\"x\"",
            ", ",
            "\"arguments\": ",
            "[",
            "]",
            "\\",
            "\"",
            "[TOOL_CALLS]",
            "[ARGS]",
            "[CALL_ID]",
            "<|python_tag|>",
            "<|tool_call>",
            "call:a{",
            "\n<function=types>\n",
            "<parameter=s>\n",
            "<parameter=n>\n",
            "<parameter=x>\n",
            "\n</parameter>\n",
            "</function>\n",
            "</par",
            "<|\"|>",
            ":",
            "\n",
            "text ",
            ";",
            "\uFDD0",
            "\uD83D\uDE00"
        };
        Random random = new Random(11);
        for (int i = 0; i < 4_000; i++) {
            StringBuilder answer = new StringBuilder();
            for (int part = random.nextInt(12); part >= 0; part--) {
                answer.append(pieces[random.nextInt(pieces.length)]);
            }
            for (CallSyntax syntax :
                    List.of(HERMES, LLAMA, LISTED, NAMED, NAMED_WITH_IDS, NotedSyntax.GEMMA_4, TAGGED)) {
                String whole = read(syntax, answer.toString(), new Random(1));
                assertThat(read(syntax, answer.toString(), new Random(i)))
                        .as("%s", answer)
                        .isEqualTo(whole);
            }
        }
    }
}
