package org.dasllm.engine.server;

import java.util.List;
import org.dasllm.model.chat.ChatTemplate;

/** Short chat templates that write calls as the families do, and one that knows no tools. */
final class ToolTemplates {
    private static final String TOOLS = "{% if tools %}{{ tools | tojson }}\n{% endif %}";
    private static final String TURNS = "{% for m in messages %}{{ m.role }}: {{ m.content }}{% if m.tool_calls %}";
    private static final String END =
            "{% endif %}<|end|>\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}";
    private static final String EACH = "{% for c in m.tool_calls %}";

    /**
     * A template.
     *
     * @param syntax how its calls are called
     * @param tokens markers that are tokens; others are spelled
     */
    record Case(String name, String source, String syntax, List<String> tokens, boolean parallel) {}

    static final Case HERMES = new Case(
            "hermes",
            TOOLS + TURNS + EACH + "\n<tool_call>\n{\"name\": \"{{ c.function.name }}\", \"arguments\": "
                    + "{{ c.function.arguments | tojson }}}\n</tool_call>{% endfor %}" + END,
            "Hermes",
            List.of("<tool_call>", "</tool_call>"),
            true);

    static final Case LLAMA = new Case(
            "llama",
            TOOLS + TURNS + "{% if m.tool_calls | length != 1 %}{{ raise_exception('one call') }}{% endif %}" + EACH
                    + "{\"name\": \"{{ c.function.name }}\", \"parameters\": {{ c.function.arguments | tojson }}}{% endfor %}"
                    + END,
            "JSON with parameters",
            List.of("<|python_tag|>"),
            false);

    static final Case LISTED = new Case(
            "listed",
            TOOLS + TURNS + "[TOOL_CALLS][" + EACH + "{% if c.id | length != 9 %}{{ raise_exception('id') }}{% endif %}"
                    + "{{ c.function | tojson }}{% if not loop.last %}, {% endif %}{% endfor %}]" + END,
            "Mistral's list",
            List.of("[TOOL_CALLS]"),
            true);

    static final Case NAMED = new Case(
            "named",
            TOOLS + TURNS + EACH
                    + "[TOOL_CALLS]{{ c.function.name }}[ARGS]{{ c.function.arguments | tojson }}{% endfor %}" + END,
            "Mistral's names (",
            List.of("[TOOL_CALLS]", "[ARGS]", "[CALL_ID]"),
            true);

    static final Case NAMED_WITH_IDS = new Case(
            "named-with-ids",
            TOOLS + TURNS + EACH + "[TOOL_CALLS]{{ c.function.name }}[CALL_ID]{{ c.id }}[ARGS]"
                    + "{{ c.function.arguments | tojson }}{% endfor %}" + END,
            "Mistral's names with ids",
            List.of("[TOOL_CALLS]", "[ARGS]", "[CALL_ID]"),
            true);

    static final Case NOTED = new Case(
            "noted",
            TOOLS + TURNS + EACH + "<start_function_call>call:{{ c.function.name }}{{ '{' }}"
                    + "{% for k, v in c.function.arguments | dictsort %}{{ k }}:<escape>{{ v }}<escape>{% endfor %}"
                    + "}<end_function_call>{% endfor %}" + END,
            "FunctionGemma",
            List.of("<start_function_call>", "<end_function_call>", "<escape>"),
            true);

    static final Case TAGGED = new Case(
            "tagged",
            TOOLS + TURNS + EACH + "\n<tool_call>\n<function={{ c.function.name }}>\n"
                    + "{% for k, v in c.function.arguments | items %}<parameter={{ k }}>\n{{ v }}\n</parameter>\n{% endfor %}"
                    + "</function>\n</tool_call>{% endfor %}" + END,
            "Qwen's tags",
            List.of("<tool_call>", "</tool_call>"),
            true);

    static final Case WITHOUT = new Case("without", ChatTemplate.CHATML, "Hermes", List.of(), true);

    static final List<Case> ALL = List.of(HERMES, LLAMA, LISTED, NAMED, NAMED_WITH_IDS, NOTED, TAGGED, WITHOUT);

    private ToolTemplates() {}
}
