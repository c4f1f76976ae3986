package org.dasllm.model.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JinjaTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

    private static final Clock JULY = Clock.fixed(Instant.parse("2025-07-10T12:00:00Z"), ZoneOffset.UTC);

    /**
     * Hammer2.1 prints a list of dicts: Hugging Face's JavaScript writes JSON there, its Python the list's repr, which is
     * what we write. Jamba takes any number of arguments in a macro, which no family of ours does.
     */
    private static final Set<String> KNOWN_DIFFERENCES =
            Set.of("MadeAgents/Hammer2.1", "ai21labs/AI21-Jamba-Large-1.6");

    @Test
    void rendersTheTemplatesOfHuggingFacesOwnTests() throws IOException {
        Path file =
                Path.of(System.getProperty("dasllm.shared", "../../shared"), "data/chat-templates/hfjs-golden.json");
        assumeTrue(Files.isRegularFile(file), "skipped: ../shared/data/chat-templates is absent");
        List<String> wrong = new ArrayList<>();
        JsonNode golden = JSON.readTree(file.toFile());
        int count = 0;
        for (JsonNode entry : golden) {
            count++;
            String problem = compare(entry);
            if (problem != null && !KNOWN_DIFFERENCES.contains(entry.get("name").asText())) {
                wrong.add(entry.get("name").asText() + ": " + problem);
            }
        }
        assertThat(count).isEqualTo(53);
        assertThat(wrong).isEmpty();
    }

    private static @Nullable String compare(JsonNode entry) {
        Map<String, @Nullable Object> data = JSON.convertValue(entry.get("data"), new TypeReference<>() {});
        try {
            String text = JinjaTemplate.parse(entry.get("chat_template").asText())
                    .render(data, JULY)
                    .text();
            String target = entry.get("target").asText();
            return text.equals(target) ? null : "\n--- wanted\n" + target + "\n--- got\n" + text;
        } catch (JinjaException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static String render(String template) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("xs", List.of(1L, 2L, 3L));
        variables.put("d", Map.of("k", "v"));
        return JinjaTemplate.parse(template).render(variables).text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{ 1 + 2 * 3 }}                                    | 7
            {{ 7 // 2 }} {{ -7 % 3 }} {{ 1 / 2 }} {{ 2 ** 3 }} | 3 2 0.5 8
            {{ 1 < 2 < 3 }} {{ not 1 in xs }}                  | True False
            {{ xs[::-1] }} {{ xs[1:] }} {{ xs[-1] }}           | [3, 2, 1] [2, 3] 3
            {{ 'a' ~ 1 ~ none }}                               | a1None
            {% for x in xs if x > 1 %}{{ loop.index }}{{ x }}{% endfor %} | 1223
            {% for x in [] %}a{% else %}b{% endfor %}          | b
            {% set ns = namespace(n=0) %}{% for x in xs %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }} | 6
            {% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, b=3) }} | 1-2 1-3
            {% filter upper %}a{{ 'b' }}{% endfilter %}        | AB
            `{{ d.k }} {{ d['x'] is defined }} {{ y | default('z') }}` | v False z
            `{{ {'a': [1, true, none], 'b': 'ü\\n'} | tojson }}` | {"a": [1, true, null], "b": "ü\\n"}
            {{ 'a' if false else 'b' }}{{ 'c' if false }}      | b
            {{ ' x '.strip() }}{{ 'a,b'.split(',')[1] }}       | xb
            """)
    void evaluatesAsPythonDoes(String template, String expected) {
        assertThat(render(template.strip())).isEqualTo(expected.strip());
    }

    @Test
    void dropsTheWhiteSpaceThatTagsOwn() {
        assertThat(render("a\n  {% if true %}\nb\n  {% endif %}\nc")).isEqualTo("a\nb\nc");
        assertThat(render("a  {{- 'b' -}}  \n c")).isEqualTo("abc");
        assertThat(render("a {# note #}\nb\n")).isEqualTo("a b");
    }

    @Test
    void marksWhatTheModelGenerates() {
        Rendering rendering = JinjaTemplate.parse(
                        "ab{% generation %}cd{% endgeneration %}e{% generation %}f{% endgeneration %}")
                .render(Map.of());
        assertThat(rendering.text()).isEqualTo("abcdef");
        assertThat(rendering.generations()).containsExactly(new int[] {2, 4}, new int[] {5, 6});
    }

    @Test
    void saysInOneLineWhatIsWrong() {
        assertThatThrownBy(() -> JinjaTemplate.parse("a\n{% if x %}b")).hasMessage("line 2: a block is not closed");
        assertThatThrownBy(() -> render("{{ raise_exception('no system role') }}"))
                .hasMessage("no system role");
        assertThatThrownBy(() -> render("{{ nothing.of }}")).hasMessageContaining("'nothing' is undefined");
        assertThatThrownBy(() -> render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"))
                .hasMessageContaining("without end");
    }
}
