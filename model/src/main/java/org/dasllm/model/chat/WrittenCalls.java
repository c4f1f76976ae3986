package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dasllm.model.chat.jinja.JinjaTemplate;

/**
 * Tools, calls and results as plain text, for templates that know none: tools are described in the system's text, or in the first
 * user's where there can be no system; calls are the assistant's text and results the user's.
 */
enum WrittenCalls {
    /** With tags around each, as Hermes and Qwen write them. */
    TAGGED(true) {
        @Override
        String described(List<JsonNode> tools) {
            return "# Tools\n\nThese functions may be called, described as JSON:\n<tools>\n"
                    + tools.stream().map(WrittenCalls::json).collect(Collectors.joining("\n"))
                    + "\n</tools>\n\nTo call one, write its name and its arguments as JSON between tags, each call between"
                    + " tags of its own:\n<tool_call>\n{\"name\": <name>, \"arguments\": <arguments>}\n</tool_call>";
        }

        @Override
        String call(Turn.Call call) {
            return "<tool_call>\n{\"name\": \"" + call.name() + "\", \"arguments\": " + json(call.arguments())
                    + "}\n</tool_call>";
        }

        @Override
        String result(String text) {
            return "<tool_response>\n" + text + "\n</tool_response>";
        }
    },

    /** JSON alone, as Google describes it for Gemma 2 and 3, which have no tokens for calls. */
    JSON(false) {
        @Override
        String described(List<JsonNode> tools) {
            return "You have functions at hand. To call one, answer with this and nothing else:\n"
                    + "{\"name\": function name, \"parameters\": dictionary of argument name and its value}\n\n["
                    + tools.stream().map(tool -> json(tool.path("function"))).collect(Collectors.joining(",\n"))
                    + "]";
        }

        @Override
        String call(Turn.Call call) {
            return "{\"name\": \"" + call.name() + "\", \"parameters\": " + json(call.arguments()) + "}";
        }

        @Override
        String result(String text) {
            return "```tool_output\n" + text + "\n```";
        }
    };

    private static final JinjaTemplate TO_JSON = JinjaTemplate.parse("{{ value | tojson }}");
    private static final String GEMMA = "<start_of_turn>";

    private final boolean parallel;

    WrittenCalls(boolean parallel) {
        this.parallel = parallel;
    }

    static WrittenCalls of(String template) {
        return template.contains(GEMMA) ? JSON : TAGGED;
    }

    /** Whether a turn may have several calls. */
    boolean parallel() {
        return parallel;
    }

    abstract String described(List<JsonNode> tools);

    abstract String call(Turn.Call call);

    abstract String result(String text);

    /** As templates write JSON, with a blank behind commas and colons. */
    private static String json(JsonNode value) {
        return TO_JSON.render(Map.of("value", Objects.requireNonNull(TemplateValues.of(value))))
                .text();
    }

    /** @param system whether the template takes a system's turn */
    Conversation adapted(Conversation conversation, boolean system) {
        List<Turn> turns = new ArrayList<>();
        boolean resultsBefore = false;
        for (Turn turn : conversation.turns()) {
            boolean more = resultsBefore && (turn.isResult() || turn.role().equals("user"));
            String text = turn.isResult() ? result(turn.content()) : turn.content();
            if (more) {
                Turn last = turns.remove(turns.size() - 1);
                turns.add(last.withContent(last.content() + "\n" + text));
            } else if (turn.isResult()) {
                turns.add(Turn.of("user", text));
            } else {
                turns.add(Turn.of(turn.role(), withCalls(turn)));
            }
            resultsBefore = turn.isResult();
        }
        if (!conversation.tools().isEmpty()) {
            describe(turns, described(conversation.tools()), system);
        }
        return new Conversation(turns, List.of(), conversation.thinking());
    }

    private String withCalls(Turn turn) {
        List<String> parts = new ArrayList<>();
        if (!turn.content().isEmpty()) {
            parts.add(turn.content());
        }
        turn.calls().forEach(call -> parts.add(call(call)));
        return String.join("\n", parts);
    }

    private static void describe(List<Turn> turns, String description, boolean system) {
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            boolean first = i == 0 && turn.role().equals("system");
            if (first || (!system && turn.role().equals("user"))) {
                turns.set(
                        i,
                        turn.withContent(
                                first ? turn.content() + "\n\n" + description : description + "\n\n" + turn.content()));
                return;
            }
        }
        turns.add(0, Turn.of("system", description));
    }
}
