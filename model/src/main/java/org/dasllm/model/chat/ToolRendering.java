package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;

/**
 * What a chat template does with tools, found by having it write a conversation with a call: its source does not say it. Conversations
 * are brought into the form that it takes.
 */
public final class ToolRendering {
    /** The call that templates are tried with. */
    public static final Turn.Call PROBE = new Turn.Call(
            "probe0001", "look_up_probe", JsonNodeFactory.instance.objectNode().put("probe_key", "probe value"));

    private static final Turn.Call SECOND = new Turn.Call(
            "probe0002", "look_up_probe", JsonNodeFactory.instance.objectNode().put("probe_key", "second value"));
    private static final String LONG_ID = "call_0123456789abcdef";
    private static final String RESULT = "probe result";
    private static final Turn QUESTION = Turn.of(Message.user("probe question"));

    /** Who writes calls, and how many in one turn. */
    private enum Form {
        OWN,
        OWN_SINGLE,
        WRITTEN
    }

    private record Facts(Form form, boolean shortIds, boolean system) {}

    private final TemplateRenderer renderer;
    private final WrittenCalls written;
    private volatile Optional<Facts> known = Optional.empty();

    ToolRendering(String source, TemplateRenderer renderer) {
        this.renderer = renderer;
        this.written = WrittenCalls.of(source);
    }

    /** Whether the template itself writes tools, calls and results. */
    public boolean own() {
        return facts().form != Form.WRITTEN;
    }

    /** Whether a turn may have several calls. */
    public boolean parallel() {
        Form form = facts().form;
        return form == Form.OWN || (form == Form.WRITTEN && written.parallel());
    }

    /** Whether calls must be named by nine letters and digits, as Mistral's templates ask. */
    public boolean shortIds() {
        return facts().shortIds;
    }

    /** How {@link #PROBE} is written as an answer, with what the template puts behind it. */
    public String probeText() {
        Conversation asked = new Conversation(List.of(QUESTION), List.of(probeTool()));
        String prompt = render(asked, true).orElse("");
        String whole =
                render(asked.and(Turn.calling("", List.of(PROBE))), false).orElse("");
        // Some templates put a thought into the prompt that they leave out of what was answered.
        String before = whole.startsWith(prompt) ? prompt : render(asked, false).orElse("");
        return whole.startsWith(before) ? whole.substring(before.length()) : whole;
    }

    /** The conversation as the template takes it; the same where it is not about tools. */
    Conversation adapted(Conversation conversation) {
        if (!conversation.concernsTools()) {
            return conversation;
        }
        Facts facts = facts();
        if (facts.form == Form.WRITTEN) {
            return written.adapted(conversation, facts.system);
        }
        Conversation named = facts.shortIds ? CallIds.shortened(conversation) : conversation;
        return facts.form == Form.OWN_SINGLE ? SingleCalls.of(named) : named;
    }

    private Optional<String> render(Conversation conversation, boolean prompt) {
        return plainly(adapted(conversation), prompt);
    }

    private Optional<String> plainly(Conversation conversation, boolean prompt) {
        try {
            return Optional.of(renderer.render(conversation, prompt).text());
        } catch (DasllmException refused) {
            return Optional.empty();
        }
    }

    private Facts facts() {
        Facts facts = known.orElseGet(this::found);
        known = Optional.of(facts);
        return facts;
    }

    private Facts found() {
        Conversation asked = new Conversation(List.of(QUESTION), List.of(probeTool()));
        Conversation called = asked.and(Turn.calling("", List.of(PROBE))).and(Turn.result(PROBE.id(), RESULT));
        boolean tools = writes(asked, PROBE.name());
        if (!tools || !writes(called, "probe value") || !writes(called, RESULT)) {
            boolean system = writes(
                    Conversation.of(List.of(Message.system("probe rule"), Message.user("probe question"))),
                    "probe rule");
            return new Facts(Form.WRITTEN, false, system);
        }
        Conversation both = asked.and(Turn.calling("", List.of(PROBE, SECOND)))
                .and(Turn.result(PROBE.id(), RESULT))
                .and(Turn.result(SECOND.id(), "second result"));
        boolean several = writes(both, "second value") && writes(both, "second result");
        Turn.Call longer = new Turn.Call(LONG_ID, PROBE.name(), PROBE.arguments());
        boolean any = plainly(asked.and(Turn.calling("", List.of(longer))).and(Turn.result(LONG_ID, RESULT)), true)
                .isPresent();
        return new Facts(several ? Form.OWN : Form.OWN_SINGLE, !any, true);
    }

    private boolean writes(Conversation conversation, String what) {
        return plainly(conversation, true).filter(text -> text.contains(what)).isPresent();
    }

    private static JsonNode probeTool() {
        ObjectNode tool = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode function =
                tool.putObject("function").put("name", PROBE.name()).put("description", "a probe");
        ObjectNode parameters = function.putObject("parameters").put("type", "object");
        parameters
                .putObject("properties")
                .putObject("probe_key")
                .put("type", "string")
                .put("description", "a key");
        parameters.putArray("required").add("probe_key");
        return tool;
    }
}
