package org.dasllm.eval.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.eval.compat.Break.Kind;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    private static final List<AnswerLine> OLD = old();

    @Test
    void theSameModelIsCompatibleWithItself() {
        CompatibilityReport report = Compatibility.of(OLD, OLD);
        assertThat(report.breaks()).isEmpty();
        assertThat(report.compatible()).isTrue();
        assertThat(report.unaffected()).isEqualTo(OLD.size());
        assertThat(report.paired()).isEqualTo(OLD.size());
    }

    /** Each row: a new answer, the field that breaks, how. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ```json {} ```                                                                | (answer)      | UNPARSEABLE
            {"intent":"fee","when":"2026-01-02","amount":1,"note":null}                   | lines         | MISSING_KEY
            {"intent":"FEE","when":"2026-01-02","amount":1,"note":null,"lines":[]}        | intent        | ENUMERATION
            {"intent":"fee","when":"02.01.2026","amount":1,"note":null,"lines":[]}        | when          | DATE_STYLE
            {"intent":"fee","when":"2026-01-02","amount":"1","note":null,"lines":[]}      | amount        | TYPE
            {"intent":"fee","when":"2026-01-02","amount":1.0,"note":null,"lines":[]}      | amount        | NUMBER_STYLE
            {"intent":"fee","when":"2026-01-02","amount":1,"note":"","lines":[]}          | note          | NULL_STYLE
            {"intent":"fee","when":"2026-01-02","amount":1,"note":null,"lines":[{"n":"x"}]} | lines[].n   | TYPE
            {"intent":"fee","when":"2026-01-02","amount":1,"note":null,"lines":[{}]}      | lines[].n     | MISSING_KEY
            [{"intent":"fee","when":"2026-01-02","amount":1,"note":null,"lines":[]}]      | (answer)      | TYPE
            """)
    void whatAProductWouldStumbleOverIsListedByField(String text, String field, Kind kind) {
        CompatibilityReport report = Compatibility.of(OLD, List.of(answer("new1", text, "stop")));
        assertThat(report.compatible()).isFalse();
        assertThat(report.unaffected()).isZero();
        assertThat(report.breaks()).anySatisfy(each -> {
            assertThat(each.field()).isEqualTo(field);
            assertThat(each.kind()).isEqualTo(kind);
            assertThat(each.severity()).isEqualTo(Break.Severity.BREAKING);
            assertThat(each.examples().get(0).id()).isEqualTo("new1");
        });
    }

    @Test
    void otherOrderNewKeysAndLongTextsAreNotices() {
        CompatibilityReport report = Compatibility.of(
                OLD,
                List.of(answer(
                        "n",
                        "{\"when\":\"2026-01-02\",\"intent\":\"fee\",\"amount\":1,\"note\":\"" + "long ".repeat(60)
                                + "\",\"lines\":[],\"why\":1}",
                        "stop")));
        assertThat(report.compatible()).isTrue();
        assertThat(report.breaks())
                .extracting(Break::kind)
                .containsExactlyInAnyOrder(Kind.KEY_ORDER, Kind.NEW_KEY, Kind.LENGTH, Kind.LENGTH);
    }

    @Test
    void finishReasonsAndToolsAreCompared() {
        String call = "{\"id\":\"%s\",\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null,"
                + "\"tool_calls\":[{\"function\":{\"name\":\"%s\",\"arguments\":\"{\\\"order\\\":%s}\"}}]}}]}";
        List<AnswerLine> old = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            old.add(line(String.format(call, "q" + i, "refund", "\\\"A" + i + "\\\"")));
        }
        assertThat(Compatibility.of(old, old).breaks()).isEmpty();
        CompatibilityReport report = Compatibility.of(
                old,
                List.of(
                        line(String.format(call, "q1", "refund_order", "\\\"A1\\\"")),
                        line(String.format(call, "q2", "refund", "7")),
                        line(
                                "{\"id\":\"q3\",\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":null}}]}")));
        assertThat(report.breaks())
                .extracting(Break::kind)
                .containsExactlyInAnyOrder(Kind.TOOL_NAME, Kind.TYPE, Kind.FINISH_REASON, Kind.MISSING);
        assertThat(report.unaffected()).isZero();
    }

    @Test
    void anObjectInPlaceOfAListBreaks() {
        List<AnswerLine> lists = List.of(answer("a", "[{\"n\":1}]", "stop"), answer("b", "[]", "stop"));
        CompatibilityReport report = Compatibility.of(lists, List.of(answer("c", "{\"n\":1}", "stop")));
        assertThat(report.breaks()).singleElement().satisfies(each -> {
            assertThat(each.field()).isEqualTo("(answer)");
            assertThat(each.kind()).isEqualTo(Kind.TYPE);
            assertThat(each.before()).isEqualTo("a list");
        });
        assertThat(report.unaffected()).isZero();
    }

    /** Labels keep an assistant's message as a text: a changed name of a tool must be seen there as in a response. */
    @Test
    void callsInTextAreCalls() {
        String call = "{\"tool_calls\":[{\"function\":{\"name\":\"%s\",\"arguments\":\"{}\"}}]}";
        for (String name : List.of("completion", "student", "answer")) {
            AnswerLine old = line(Json.line(Map.of("id", "a", name, String.format(call, "refund"))));
            assertThat(old.text()).isNull();
            assertThat(old.calls()).hasSize(1);
            AnswerLine fresh = line(Json.line(Map.of("id", "a", name, String.format(call, "refund_order"))));
            assertThat(Compatibility.of(List.of(old), List.of(fresh)).breaks())
                    .extracting(Break::kind)
                    .containsExactly(Kind.TOOL_NAME);
        }
        AnswerLine other = line("{\"id\":\"a\",\"completion\":\"{\\\"tool_calls\\\":7}\"}");
        assertThat(other.text()).isEqualTo("{\"tool_calls\":7}");
        assertThat(other.calls()).isEmpty();
    }

    @Test
    void linesOfSeveralKindsAreRead() {
        assertThat(line("{\"id\":\"a\",\"completion\":\"x\",\"prompt\":[]}").text())
                .isEqualTo("x");
        assertThat(line("{\"custom_id\":\"b\",\"response\":{\"body\":{\"choices\":[{\"finish_reason\":\"stop\","
                        + "\"message\":{\"content\":\"y\"}}]}}}"))
                .satisfies(answer -> {
                    assertThat(answer.id()).isEqualTo("b");
                    assertThat(answer.text()).isEqualTo("y");
                    assertThat(answer.finishReason()).isEqualTo("stop");
                });
        assertThatThrownBy(() -> line("{\"prompt\":\"x\"}"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("test:1 is no answer");
    }

    private static List<AnswerLine> old() {
        List<AnswerLine> old = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String intent = List.of("fee", "card", "loan").get(i % 3);
            String note = i % 4 == 0 ? "null" : "\"note " + i + "\"";
            String lines = i % 5 == 0 ? "[]" : "[{\"n\":" + i + "},{\"n\":1}]";
            old.add(answer(
                    "q" + i,
                    "{\"intent\":\"" + intent + "\",\"when\":\"2026-01-" + (10 + i % 20) + "\",\"amount\":" + i
                            + ",\"note\":" + note + ",\"lines\":" + lines + "}",
                    "stop"));
        }
        return old;
    }

    private static AnswerLine answer(String id, String text, String reason) {
        return line(Json.line(Map.of("id", id, "answer", text, "finish_reason", reason)));
    }

    private static AnswerLine line(String text) {
        return AnswerLine.of(Json.parse(text, JsonNode.class, "test"), "test:1");
    }
}
