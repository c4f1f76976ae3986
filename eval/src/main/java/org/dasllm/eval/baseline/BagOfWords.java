package org.dasllm.eval.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;

/**
 * Logistic regression over words and word pairs, learnt from the labels that the student learnt from. A JSON object is
 * answered field by field and put together, plain text and other JSON as a whole.
 */
public final class BagOfWords implements Baseline {
    /** As reports call it. */
    public static final String NAME = "bag of words";

    /** Beyond this many different labels a task is not classification. */
    private static final int MOST_CLASSES = 500;
    /** Bounds the weights to 128 MB a field. */
    private static final int MOST_WEIGHTS = 1 << 25;

    /** One field, or the whole answer. */
    private record Part(List<Answer> answers, Words words, LogisticRegression model) {}

    private final Map<String, Part> fields = new LinkedHashMap<>();
    private final Map<Sample, Answer> answered = new LinkedHashMap<>();

    private BagOfWords() {}

    /** Empty where there is nothing to learn, or where the answers are too diverse to be classes. */
    public static Optional<BagOfWords> train(List<Sample> samples, List<Answer> answers) {
        List<String> texts = new ArrayList<>();
        List<Answer> labels = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        boolean objects = true;
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            if (answer.valid()) {
                texts.add(PromptText.of(samples.get(i)));
                labels.add(answer);
                objects &= answer.json().filter(JsonNode::isObject).isPresent();
                answer.json().ifPresent(json -> json.fieldNames().forEachRemaining(names::add));
            }
        }
        BagOfWords bag = new BagOfWords();
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        for (String name : objects && !names.contains("") ? List.copyOf(names) : List.of("")) {
            List<Answer> parts = labels.stream().map(a -> objectsPart(a, name)).toList();
            Optional<Part> part = part(texts, parts);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            bag.fields.put(name, part.get());
        }
        return bag.fields.isEmpty() ? Optional.empty() : Optional.of(bag);
    }

    /** The object with that field only, or the answer itself where the name is empty. */
    private static Answer objectsPart(Answer answer, String name) {
        if (name.isEmpty()) {
            return answer;
        }
        ObjectNode only = Json.mapper().createObjectNode();
        answer.json().map(json -> json.get(name)).ifPresent(value -> only.set(name, value));
        return new Answer(only.toString(), Optional.of(only), true);
    }

    private static Optional<Part> part(List<String> texts, List<Answer> answers) {
        Metric whole = Metric.parse("exact");
        TreeMap<String, Answer> classes = new TreeMap<>();
        List<String> labels = new ArrayList<>();
        for (Answer answer : answers) {
            String label = whole.label(answer).orElse("");
            classes.putIfAbsent(label, answer);
            labels.add(label);
        }
        if (classes.size() > MOST_CLASSES) {
            return Optional.empty();
        }
        List<String> names = List.copyOf(classes.keySet());
        Words words = Words.learn(texts, MOST_WEIGHTS / names.size());
        List<Words.Features> features = texts.stream().map(words::of).toList();
        int[] targets = labels.stream().mapToInt(names::indexOf).toArray();
        return Optional.of(new Part(
                List.copyOf(classes.values()),
                words,
                LogisticRegression.train(features, targets, words.size(), names.size())));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> label(Metric metric, Sample sample) {
        return metric.label(answered.computeIfAbsent(sample, this::answer));
    }

    private Answer answer(Sample sample) {
        String text = PromptText.of(sample);
        if (fields.containsKey("")) {
            return predict(text, fields.values().iterator().next());
        }
        ObjectNode object = Json.mapper().createObjectNode();
        for (Part part : fields.values()) {
            predict(text, part).json().ifPresent(json -> object.setAll((ObjectNode) json));
        }
        return new Answer(object.toString(), Optional.of(object), true);
    }

    private static Answer predict(String text, Part part) {
        return part.answers().get(part.model().predict(part.words().of(text)));
    }
}
