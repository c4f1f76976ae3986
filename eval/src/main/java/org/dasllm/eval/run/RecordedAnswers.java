package org.dasllm.eval.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;

/**
 * Answers that a model gave elsewhere, a line each: {@code {"id", "answer", "probability"}}. An answer that is null or was refused
 * ({@code "refusal"}) is a failure. Ids and questions must be the same on both sides: what does not match is a mistake of whoever
 * joined them, and no answer.
 */
public final class RecordedAnswers implements AnswerSource {
    private static final int SHOWN = 3;

    private final Path file;
    private final String name;
    private final Map<String, GivenAnswer> byId = new HashMap<>();

    private RecordedAnswers(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /**
     * Reads answers for these questions.
     *
     * @param name of the model, as the report calls it
     * @param questions of the test and of the panel, where there is one
     * @throws DasllmException if an id is there twice on either side, an answer has no question, or a question no answer
     */
    public static RecordedAnswers read(Path file, String name, List<Sample> questions) {
        RecordedAnswers answers = new RecordedAnswers(file, name);
        JsonLines.read(
                file, (number, line) -> answers.take(number, Json.mapper().readTree(line)));
        Set<String> asked = new HashSet<>();
        for (Sample sample : questions) {
            if (!asked.add(sample.id())) {
                throw DasllmException.input(
                        "Two questions of the test and the panel have the id '" + sample.id()
                                + "': which of them an answer in " + file + " is to cannot be told",
                        "Give the panel's questions other ids, or evaluate without evaluate.bias.panel");
            }
        }
        List<String> unasked = answers.byId.keySet().stream()
                .filter(id -> !asked.contains(id))
                .sorted()
                .toList();
        List<String> unanswered = asked.stream()
                .filter(id -> !answers.byId.containsKey(id))
                .sorted()
                .toList();
        if (!unasked.isEmpty() || !unanswered.isEmpty()) {
            throw DasllmException.input(
                    file + " does not match the questions by id: " + unasked.size() + " answers have no question"
                            + some(unasked) + ", and " + unanswered.size() + " of " + asked.size()
                            + " questions have no line" + some(unanswered),
                    "Give every question one line, with \"answer\": null where none came, and no others");
        }
        return answers;
    }

    private static String some(List<String> ids) {
        return ids.isEmpty()
                ? ""
                : " (" + String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size())))
                        + (ids.size() > SHOWN ? ", …)" : ")");
    }

    private void take(long number, JsonNode line) {
        JsonNode id = line.path("id");
        JsonNode answer = line.path("answer");
        JsonNode probability = line.path("probability");
        boolean sure = probability.isNumber() && probability.doubleValue() >= 0 && probability.doubleValue() <= 1;
        if (!id.isTextual()
                || !(answer.isTextual() || answer.isNull() || (answer.isMissingNode() && line.has("refusal")))
                || !(sure || probability.isMissingNode() || probability.isNull())) {
            throw DasllmException.input(
                    file + ":" + number + " is no answer",
                    "Write {\"id\": \"…\", \"answer\": \"…\"}, with \"probability\" between 0 and 1 where there is one");
        }
        boolean refused = line.path("refusal").isTextual() || !answer.isTextual();
        GivenAnswer given =
                new GivenAnswer(refused ? null : answer.textValue(), sure ? probability.doubleValue() : null);
        if (byId.put(id.textValue(), given) != null) {
            throw DasllmException.input(
                    file + ":" + number + " answers '" + id.textValue() + "' a second time", "Keep one of the answers");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
        List<GivenAnswer> answers = new ArrayList<>();
        for (Sample sample : samples) {
            GivenAnswer given = byId.get(sample.id());
            if (given == null) {
                throw DasllmException.input(
                        file + " has no answer to the question '" + sample.id() + "'",
                        "Record the panel's answers too, or leave evaluate.bias.panel out");
            }
            answers.add(given);
        }
        return answers;
    }
}
