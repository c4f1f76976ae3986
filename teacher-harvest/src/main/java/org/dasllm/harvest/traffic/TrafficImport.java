package org.dasllm.harvest.traffic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleRules;
import org.dasllm.format.sample.ToolAnswer;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.label.CallLabel;
import org.dasllm.harvest.label.Label;
import org.dasllm.harvest.run.Harvest;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.RequestRefused;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of what the gateway has recorded: the conversation of each request, its answer as the label, and what people said of it
 * as the right answer and attributes. The journal may be one that a gateway is writing to: what is whole of it is read.
 */
public final class TrafficImport {
    /** The attribute that holds a score. */
    public static final String SCORE = "score";

    private static final int SHOWN_CHARACTERS = 60;

    /** Who a better answer is from, as far as is known. */
    private static final String FEEDBACK = "feedback";

    /** Its exchange is left out as a whole: whoever edited the answer did not think it right. */
    private static final String NOT_ALLOWED = "the answer that its feedback gives is none that the task allows";

    private final Path journal;
    private final Optional<Double> leastScore;
    private final boolean calls;
    private final Function<String, Optional<String>> fault;
    private final Map<String, JournalLine.Feedback> feedback = new HashMap<>();
    private final Set<String> unmatched;
    private final Map<String, Integer> dropped = new TreeMap<>();
    private final List<String> firstNotAllowed = new ArrayList<>();
    private int samples;
    private int exchanges;

    /**
     * Reads what was said of exchanges.
     *
     * @param leastScore exchanges with a lower score are left out
     * @param calls whether an answer has to be a call of a tool
     * @param fault why the task does not allow an answer; empty where it does, or nothing is known of a task
     * @throws DasllmException where there is no journal, it cannot be read, or it is none of a gateway
     */
    public TrafficImport(
            Path journal,
            Optional<Double> leastScore,
            boolean calls,
            Function<String, Optional<String>> fault,
            Progress progress) {
        this.journal = journal;
        this.leastScore = leastScore;
        this.calls = calls;
        this.fault = fault;
        if (!Files.exists(journal)) {
            throw DasllmException.input(
                    "There is no journal of a gateway at " + journal,
                    "Record traffic with dasllm gateway and this run's file first, or name its journal in"
                            + " harvest.gateway.journal");
        }
        boolean[] teachers = {false};
        Journal.read(
                journal,
                line -> {
                    if (line instanceof JournalLine.Feedback said) {
                        feedback.merge(said.hash(), said, TrafficImport::later);
                    } else if (line instanceof JournalLine.Exchange) {
                        exchanges++;
                    } else {
                        teachers[0] = true;
                    }
                },
                progress::line);
        if (teachers[0]) {
            throw DasllmException.input(
                    journal + " is the journal of a harvest, which asked a teacher, and not a gateway's",
                    "Name the gateway's in harvest.gateway.journal, such as runs/NAME/" + Harvest.TRAFFIC + "/"
                            + Harvest.JOURNAL + "; answers of a harvest are its own samples");
        }
        this.unmatched = new HashSet<>(feedback.keySet());
    }

    /** What was said last counts, each part for itself. */
    private static JournalLine.Feedback later(JournalLine.Feedback first, JournalLine.Feedback second) {
        Map<String, String> attributes = new TreeMap<>();
        for (JournalLine.Feedback each : List.of(first, second)) {
            if (each.attributes() != null) {
                attributes.putAll(each.attributes());
            }
        }
        return new JournalLine.Feedback(
                second.hash(),
                second.at(),
                second.score() == null ? first.score() : second.score(),
                second.answer() == null ? first.answer() : second.answer(),
                attributes);
    }

    /** Hands over all samples, in the order in which their exchanges were recorded. */
    public void each(Consumer<Sample> taker) {
        Journal.read(
                journal,
                line -> {
                    if (line instanceof JournalLine.Exchange exchange) {
                        try {
                            Sample sample = sample(exchange);
                            samples++;
                            taker.accept(sample);
                        } catch (NoSample none) {
                            dropped.merge(none.reason(), 1, Integer::sum);
                        }
                    }
                },
                damage -> {});
    }

    private Sample sample(JournalLine.Exchange exchange) throws NoSample {
        JournalLine.@Nullable Feedback said = feedback(exchange);
        Double score = said == null ? null : said.score();
        if (score != null && leastScore.isPresent() && score < leastScore.get()) {
            throw new NoSample("its score is below least_score");
        }
        ChatRequest request = conversation(exchange);
        List<Message> prompt = ConversationTurns.prompt(request);
        if (!SampleRules.hasUserText(prompt)) {
            throw new NoSample("there is no message of the user with text in it");
        }
        @Nullable String tools = ConversationTurns.tools(request);
        Map<String, String> attributes = new TreeMap<>();
        if (said != null && said.attributes() != null) {
            attributes.putAll(said.attributes());
        }
        if (score != null) {
            attributes.put(SCORE, String.valueOf(score));
        }
        String better = said == null ? null : said.answer();
        if (better != null) {
            requireAllowed(exchange.hash(), better);
        }
        return new Sample(
                exchange.hash(),
                exchange.conversation(),
                null,
                prompt,
                label(exchange, tools != null),
                better,
                attributes,
                "gateway:" + (exchange.model() == null ? "unknown" : exchange.model()),
                tools,
                null,
                better == null ? null : LabelEvidence.ofPeople(List.of(FEEDBACK)));
    }

    private void requireAllowed(String exchange, String answer) throws NoSample {
        Optional<String> why = fault.apply(answer);
        if (why.isPresent()) {
            if (firstNotAllowed.isEmpty()) {
                firstNotAllowed.add("of " + exchange + ", " + shown(answer) + ": " + why.get());
            }
            throw new NoSample(NOT_ALLOWED);
        }
    }

    private static String shown(String answer) {
        String line = answer.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return "'"
                + (line.codePointCount(0, line.length()) <= SHOWN_CHARACTERS
                        ? line
                        : line.substring(0, line.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "…")
                + "'";
    }

    /** By the exchange's name, or by the vendor's for its answer. */
    private JournalLine.@Nullable Feedback feedback(JournalLine.Exchange exchange) {
        JournalLine.Feedback ours = feedback.get(exchange.hash());
        String response = exchange.responseId();
        JournalLine.Feedback vendors = response == null ? null : feedback.get(response);
        unmatched.remove(exchange.hash());
        if (vendors != null) {
            unmatched.remove(response);
        }
        return ours == null || vendors == null ? (ours == null ? vendors : ours) : later(vendors, ours);
    }

    private static ChatRequest conversation(JournalLine.Exchange exchange) throws NoSample {
        TrafficProtocol protocol = TrafficProtocol.of(exchange.protocol())
                .orElseThrow(() -> new NoSample("its protocol '" + exchange.protocol() + "' is not known"));
        for (String key : List.of("previous_response_id", "conversation")) {
            if (exchange.request().hasNonNull(key)) {
                throw new NoSample("its conversation is at the vendor alone, by '" + key + "'");
            }
        }
        try {
            return protocol.conversation(exchange.request());
        } catch (RequestRefused refused) {
            throw new NoSample("its request cannot be read as a conversation"
                    + refused.refusal()
                            .parameter()
                            .map(name -> ": '" + name.replaceAll("[0-9]+", "n") + "'")
                            .orElse(""));
        }
    }

    private String label(JournalLine.Exchange exchange, boolean tools) throws NoSample {
        JournalLine.Answer answer = exchange.answer();
        if (tools && !calls) {
            Optional<String> called = called(answer);
            if (called.isPresent()) {
                return called.get();
            }
        }
        Label label = calls ? CallLabel.of(answer) : Label.of(answer);
        if (label.fault().isPresent()) {
            throw new NoSample(label.fault().get());
        }
        return label.text();
    }

    private static Optional<String> called(JournalLine.Answer answer) throws NoSample {
        if (answer.message() == null || answer.message().path("tool_calls").isEmpty()) {
            return Optional.empty();
        }
        try {
            ToolAnswer read = ToolAnswer.of(Json.line(answer.message())).orElseThrow();
            ArrayNode list = Json.mapper().createArrayNode();
            read.calls()
                    .forEach(call -> list.addObject().put("name", call.name()).set("arguments", call.arguments()));
            return Optional.of(ConversationTurns.answer(read.content(), list));
        } catch (DasllmException e) {
            throw new NoSample("the arguments of the teacher's call are no JSON object");
        }
    }

    /** How many samples there were. */
    public int samples() {
        return samples;
    }

    /** How many exchanges the journal holds. */
    public int exchanges() {
        return exchanges;
    }

    /** Exchanges that make no sample, by reason. */
    public Map<String, Integer> dropped() {
        return dropped;
    }

    /** A line for each reason, with how many there are, and of answers of feedback with the first one. */
    public List<String> leftOut() {
        List<String> lines = new ArrayList<>();
        dropped.forEach((reason, count) -> lines.add("left out " + Counted.of(count, "exchange") + ": " + reason
                + (reason.equals(NOT_ALLOWED) ? " (the first is that " + firstNotAllowed.get(0) + ")" : "")));
        return lines;
    }

    /** How many exchanges were spoken of that are not in the journal. */
    public int unmatched() {
        return unmatched.size();
    }
}
