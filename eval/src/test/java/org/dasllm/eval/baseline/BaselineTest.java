package org.dasllm.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.AnswerReading;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final AnswerReading TEXT = new AnswerReading.OfText();
    private static final AnswerReading JSON = new AnswerReading.OfJson(json -> true);

    private static final Metric EXACT = Metric.parse("exact");

    @Test
    void majorityTakesTheMostFrequentAndTheFirstOfEquals() {
        List<Answer> labels = answers(TEXT, "b", "a", "b", "c", "a");
        assertThat(new Majority(List.of(EXACT), labels).label(EXACT, sample("x")))
                .contains("a");
    }

    @Test
    void majorityIsOfTheMetricsOwnLabel() {
        Metric x = Metric.parse("field:x");
        List<Answer> labels = answers(
                JSON,
                "{\"x\":\"p\",\"y\":1}",
                "{\"x\":\"q\",\"y\":2}",
                "{\"x\":\"q\",\"y\":3}",
                "{\"x\":\"p\",\"y\":1}",
                "{\"x\":\"q\",\"y\":4}");
        Majority majority = new Majority(List.of(EXACT, x), labels);
        assertThat(majority.label(x, sample("?"))).contains("q");
        assertThat(majority.label(EXACT, sample("?"))).contains("{\"x\":\"p\",\"y\":1}");
    }

    @Test
    void bagOfWordsLearnsFieldsAndPutsThemTogether() {
        List<Sample> samples = new ArrayList<>();
        List<Answer> labels = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String topic = i % 2 == 0 ? "card" : "loan";
            String mood = i % 4 < 2 ? "urgent" : "whenever";
            samples.add(sample("my " + topic + " please " + mood + " number " + i));
            labels.add(JSON.read("{\"topic\":\"" + topic + "\",\"mood\":\"" + mood + "\"}"));
        }
        BagOfWords bag = BagOfWords.train(samples, labels).orElseThrow();
        assertThat(bag.label(EXACT, sample("the loan is urgent"))).contains("{\"mood\":\"urgent\",\"topic\":\"loan\"}");
        assertThat(bag.label(Metric.parse("field:topic"), sample("CARD!"))).contains("card");
    }

    @Test
    void bagOfWordsDeclinesWhatIsNoClassification() {
        List<Sample> samples = new ArrayList<>();
        List<Answer> labels = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            samples.add(sample("text " + i));
            labels.add(TEXT.read("its own summary " + i));
        }
        assertThat(BagOfWords.train(samples, labels)).isEmpty();
        assertThat(BagOfWords.train(List.of(), List.of())).isEmpty();
    }

    /** Half a minute's work at most; the figure that a student has to beat on this public data. */
    @Test
    void bagOfWordsIsAnHonestOpponentOnBanking77() throws IOException {
        Path folder = Path.of(System.getProperty("dasllm.shared", "../shared"), "data", "banking77");
        assumeThat(folder).as("%s: ../shared/data/banking77 is absent", folder).isDirectory();
        List<Sample> train = new ArrayList<>();
        List<Answer> labels = new ArrayList<>();
        read(folder.resolve("train.csv"), train, labels);
        assertThat(train).hasSize(10003);
        // The last tenth of each class is held out here; the public test set stays untouched by this choice.
        List<Sample> learnt = new ArrayList<>();
        List<Answer> learntLabels = new ArrayList<>();
        List<Sample> asked = new ArrayList<>();
        List<Answer> askedLabels = new ArrayList<>();
        for (int i = 0; i < train.size(); i++) {
            (i % 10 == 9 ? asked : learnt).add(train.get(i));
            (i % 10 == 9 ? askedLabels : learntLabels).add(labels.get(i));
        }
        BagOfWords bag = BagOfWords.train(learnt, learntLabels).orElseThrow();
        int right = 0;
        for (int i = 0; i < asked.size(); i++) {
            Optional<String> label = EXACT.label(askedLabels.get(i));
            right += bag.label(EXACT, asked.get(i)).equals(label) ? 1 : 0;
        }
        double accuracy = (double) right / asked.size();
        assertThat(accuracy).isGreaterThan(0.82);
    }

    /** CSV with quoted commas, quotes and line breaks. */
    private static void read(Path csv, List<Sample> samples, List<Answer> labels) throws IOException {
        Matcher rows = Pattern.compile("(?:\"((?:[^\"]|\"\")*)\"|([^,\\n]*)),([a-zA-Z_?]+)\\r?\\n")
                .matcher(Files.readString(csv));
        while (rows.find()) {
            if (!rows.group(3).equals("category")) {
                String text =
                        rows.group(1) == null ? rows.group(2) : rows.group(1).replace("\"\"", "\"");
                samples.add(sample(text));
                labels.add(TEXT.read(rows.group(3)));
            }
        }
    }

    private static List<Answer> answers(AnswerReading format, String... labels) {
        return List.of(labels).stream().map(format::read).toList();
    }

    private static Sample sample(String text) {
        return new Sample(text, text, null, List.of(Message.user(text)), null, null, Map.of(), null);
    }
}
