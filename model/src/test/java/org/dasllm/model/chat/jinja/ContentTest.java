package org.dasllm.model.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a template does to a message's text, it stays known as content; what the template adds does not become it. */
class ContentTest {

    /** Content in square brackets. */
    private static String marked(String template, String content) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", "user");
        message.put("content", content);
        variables.put("messages", JinjaTemplate.content(List.of(message, content)));
        variables.put("eos", "</s>");
        Rendering rendering = JinjaTemplate.parse("{% set c = messages[0].content %}" + template)
                .render(variables);
        StringBuilder marked = new StringBuilder();
        boolean open = false;
        for (int i = 0; i < rendering.text().length(); i++) {
            boolean is = rendering.written().content().get(i);
            marked.append(is == open ? "" : is ? "[" : "]");
            marked.append(rendering.text().charAt(i));
            open = is;
        }
        return marked.append(open ? "]" : "").toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = """
            <a>{{ c }}{{ eos }} ¦ ` x</s> ` ¦ `<a>[ x</s> ]</s>`
            {{ '<a>' + c + eos }} ¦ x ¦ <a>[x]</s>
            {{ '<a>' ~ c ~ 1 }} ¦ x ¦ <a>[x]1
            {{ c | trim }}. ¦ `  x y ` ¦ [x y].
            {{ c.strip() + c.lstrip() + c.rstrip('y') }} ¦ ` xy` ¦ `[xyxy x]`
            {{ c.split('</think>')[-1] }}|{{ c.split() | join('-') }} ¦ `a</think>b c` ¦ `[b c]|[a</think>b]-[c]`
            {{ c.split(',', 1) | join(eos) }} ¦ `a,b,c` ¦ `[a]</s>[b,c]`
            {{ c.split(',') }} ¦ `a,b` ¦ `['[a]', '[b]']`
            {{ c[1:] }}{{ c[0] }}{{ c[::-1] }}{{ c[-2:] }} ¦ abc ¦ [bcacbabc]
            {{ c | upper }}{{ c.lower() }}{{ c | title }} ¦ aß B ¦ [ASS Baß bAß B]
            {{ c | capitalize }}{{ eos | upper }} ¦ ab ¦ [Ab]</S>
            {{ c | replace('b', eos) }} ¦ abbc ¦ `[a]</s></s>[c]`
            {{ 'x:c' | replace('c', c) }} ¦ </s> ¦ x:[</s>]
            {{ c.replace('a', 'A', 1) }} ¦ aba ¦ `A[ba]`
            {{ {'t': c} | tojson }} ¦ a"b ¦ `{"t": "[a\\"b]"}`
            {{ messages | tojson(indent=1) | length > 9 }} ¦ a ¦ True
            {{ c | escape }} ¦ <&x ¦ [&lt;&amp;x]
            {{ ('a\\n' + c) | indent(2) }} ¦ b ¦ `a\n  [b]`
            {{ c | default('d') }}{{ '' | default(c, true) }} ¦ x ¦ [xx]
            {{ c | list | join('.') }} ¦ ab ¦ [a].[b]
            {% for x in c %}{{ x }};{% endfor %} ¦ ab ¦ [a];[b];
            {{ c | first }}{{ c | last }}{{ c | reverse }} ¦ ab ¦ [abba]
            {{ c.splitlines() | join('/') }} ¦ `a\nb` ¦ [a]/[b]
            {% macro m(t) %}<{{ t }}>{% endmacro %}{{ m(c) }} ¦ x ¦ <[x]>
            {% set s %}<{{ c }}>{% endset %}{{ s | upper }} ¦ x ¦ <[X]>
            {% filter upper %}a{{ c }}{% endfilter %} ¦ x ¦ A[X]
            {% set n = namespace(t='') %}{% set n.t = n.t + c %}{{ n.t }} ¦ x ¦ [x]
            {{ messages[0].role + c }}{{ messages }} ¦ x ¦ `[userx][{'[role]': '[user]', '[content]': '[x]'}, '[x]']`
            {{ c * 2 }}{{ 'a' * 2 }} ¦ x ¦ [xx]aa
            {{ c if c == 'x' else 'y' }}{{ 'x' in c }} ¦ x ¦ [x]True
            {{ c.startswith('x') }}{{ c.find('y') }}{{ c.count('x') }} ¦ xyx ¦ True12
            {{ ['b', c] | sort | join }} ¦ a ¦ [a]b
            {{ {c: 1}.items() | list }} ¦ k ¦ `[['[k]', 1]]`
            {{ c | string | safe }}{{ dict(k=c).k }} ¦ x ¦ [xx]
            """)
    void staysContent(String template, String content, String expected) {
        assertThat(marked(template, content.replace("\\n", "\n"))).isEqualTo(expected.replace("\\n", "\n"));
    }
}
