package org.dasllm.cli.teachers;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.dasllm.harvest.teacher.AnswerContract;
import org.dasllm.harvest.teacher.ConfiguredTeacher;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** Asks a live teacher three small questions, each only if it cannot cost more than is left of what may be spent. */
public final class TeacherCheck {
    private static final JsonNode SCHEMA = Json.parse(
            "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\",\"enum\":[\"yes\",\"no\"]}},"
                    + "\"required\":[\"answer\"],\"additionalProperties\":false}",
            JsonNode.class,
            "the check's schema");

    private final TeacherConfig teacher;
    private final Ledger ledger;
    private final List<Finding> findings = new ArrayList<>();
    private int asked;

    /**
     * One thing that was looked at.
     *
     * @param what was looked at, such as the chat
     * @param passed whether it is as a harvest needs it
     * @param detail in words
     */
    public record Finding(String what, boolean passed, String detail) {}

    /**
     * @param teacher with its prices
     * @param mostCost in the prices' currency
     * @throws DasllmException if they are not known
     */
    public TeacherCheck(TeacherConfig teacher, BigDecimal mostCost) {
        if (teacher.prices() == null) {
            throw DasllmException.usage(
                    "The price of the model '" + teacher.model() + "' is not known, so --max-cost cannot be kept",
                    "Write prices: {input: ..., output: ...} into the teacher's section, in money for a million tokens");
        }
        this.teacher = teacher;
        this.ledger = new Ledger(Prices.of(teacher.prices()), null, mostCost, 0);
    }

    /** Asks, and says what came. */
    public List<Finding> run() throws InterruptedException {
        ask("chat", AnswerContract.NONE, "Answer with the word yes and nothing else.")
                .ifPresent(this::chat);
        ask(
                        "schema",
                        new AnswerContract(
                                new AnswerFormat.JsonSchema("answer", Optional.empty(), Optional.of(SCHEMA), true),
                                List.of(),
                                ToolChoice.Any.AUTO),
                        "Is water wet? Answer in JSON, {\"answer\": \"yes\"} or {\"answer\": \"no\"}.")
                .ifPresent(this::schema);
        ask(
                        "tools",
                        new AnswerContract(
                                new AnswerFormat.Text(),
                                List.of(new Tool.Function("report", Optional.empty(), Optional.of(SCHEMA), false)),
                                ToolChoice.Any.REQUIRED),
                        "Report with the tool whether water is wet.")
                .ifPresent(this::tools);
        return List.copyOf(findings);
    }

    /** What it has cost, or may have. */
    public Amount spent() {
        return ledger.spent();
    }

    private Optional<ChatReply.Answered> ask(String what, AnswerContract contract, String question)
            throws InterruptedException {
        Teacher open = ConfiguredTeacher.open(teacher, contract);
        JsonNode body = open.request(List.of(Message.user(question)));
        Optional<Amount> reserved = ledger.reserve(body);
        if (reserved.isEmpty()) {
            add(
                    what,
                    false,
                    "not asked: with " + ledger.most(body).money().toPlainString()
                            + " it could cost more than is left of --max-cost; raise that, or lower max_tokens");
            return Optional.empty();
        }
        String key = "check " + ++asked;
        ledger.sent(new JournalLine.Request(key, what, 1, "", body));
        ChatReply reply = open.ask(body);
        if (reply instanceof ChatReply.Answered answered) {
            JournalLine.Answer line = JournalLine.Answer.of(key, 1, "", 0, answered);
            BigDecimal before = ledger.spent().money();
            ledger.settle(reserved.get(), line);
            boolean told = line.promptTokens() != null && line.completionTokens() != null;
            BigDecimal cost = ledger.spent().money().subtract(before);
            boolean within = cost.compareTo(reserved.get().money()) <= 0;
            add(
                    what + ", usage",
                    told,
                    told
                            ? line.promptTokens() + " + " + line.completionTokens() + " tokens"
                            : "the teacher does not tell it: every answer will count at its most");
            add(
                    what + ", price",
                    within,
                    cost.toPlainString() + " of at most "
                            + reserved.get().money().toPlainString()
                            + (within ? "" : ": the server bills more than what is sent and asked for"));
            return Optional.of(answered);
        }
        ledger.lose(reserved.get(), key);
        add(what, false, ((ChatReply.Failed) reply).reason());
        return Optional.empty();
    }

    private void chat(ChatReply.Answered answered) {
        ChatResponse response = answered.response();
        String text = response.choices().get(0).text().strip();
        boolean whole = response.choices().get(0).finish().isPresent();
        add(
                "chat",
                !text.isEmpty() && whole,
                whole
                        ? "'" + shown(text) + "' of the model "
                                + response.head().model().orElse("that is not told")
                        : "the teacher does not say whether its answer is whole");
        if (teacher.topLogprobs() == 0) {
            add("log-probabilities", true, "not asked for, as top_logprobs is 0");
        } else {
            boolean come = response.choices()
                    .get(0)
                    .tokens()
                    .filter(tokens -> !tokens.isEmpty())
                    .isPresent();
            add("log-probabilities", come, come ? "come with the answer" : "do not come; set top_logprobs to 0");
        }
    }

    private void schema(ChatReply.Answered answered) {
        String text = answered.response().choices().get(0).text();
        boolean fits;
        try {
            fits = List.of("yes", "no")
                    .contains(Json.mapper().readTree(text).path("answer").asText());
        } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
            fits = false;
        }
        add(
                "schema",
                fits,
                fits ? "the answer is as the schema says" : "the answer is not as the schema says: " + shown(text));
    }

    private void tools(ChatReply.Answered answered) {
        boolean called = answered.response().choices().get(0).parts().stream()
                .anyMatch(part ->
                        part instanceof Part.ToolCall call && call.name().equals("report"));
        add("tools", called, called ? "the tool is called" : "the tool is not called, though it must be");
    }

    private void add(String what, boolean passed, String detail) {
        findings.add(new Finding(what, passed, detail));
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > 60 ? line.substring(0, 60) + "…" : line;
    }
}
