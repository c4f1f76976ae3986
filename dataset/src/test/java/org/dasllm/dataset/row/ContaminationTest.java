package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.dasllm.dataset.config.Contamination;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of the demo's test set in rows, as they are, changed, within others; and rows that have nothing of them. */
class ContaminationTest {
    private static final Path DEMO = Path.of("..", "demo", "messages");

    @TempDir
    Path dir;

    private static Candidate candidate(String split, String prompt, String answer) {
        return Candidate.of(new Sample(
                "a",
                "g",
                split,
                List.of(Message.system("s"), Message.user(prompt)),
                answer,
                null,
                Map.of(),
                "teacher:t"));
    }

    private static boolean found(FindContamination step, String prompt) {
        return step.decide(candidate("train", prompt, "x")) instanceof Rejection;
    }

    private static List<String> prompts(String file) {
        List<String> prompts = new ArrayList<>();
        JsonLines.read(DEMO.resolve(file), Sample.class, sample -> prompts.add(PromptText.of(sample.prompt())));
        return prompts;
    }

    private static FindContamination step(Path... files) {
        return new FindContamination(new Contamination(List.of(files), 0.5, 8));
    }

    /** Other case, other punctuation, one word in ten another one. */
    private static String perturbed(String text, Random random) {
        List<String> words =
                new ArrayList<>(List.of(text.toUpperCase(Locale.ROOT).split("\\s+")));
        int changes = Math.max(1, words.size() / 10);
        for (int i = 0; i < changes; i++) {
            words.set(random.nextInt(words.size()), "w" + random.nextInt(100_000));
        }
        return String.join(" ", words).replace(",", " -").replace(".", "!");
    }

    @Test
    void textsOfAnEvaluationAreFoundAndOthersAreNot() {
        FindContamination step = step(DEMO.resolve("test.jsonl"));
        List<String> texts = prompts("test.jsonl");
        Random random = new Random(2);
        int verbatim = 0;
        int within = 0;
        int longOnes = 0;
        int changed = 0;
        for (String text : texts) {
            verbatim += found(step, text) ? 1 : 0;
            if (Words.of(text).size() >= 8) {
                longOnes++;
                within += found(step, "Hello there, this is what I want to say: " + text + " Thanks in advance, bye.")
                        ? 1
                        : 0;
                changed += found(step, perturbed(text, random)) ? 1 : 0;
            }
        }
        assertThat(verbatim).isEqualTo(texts.size()).isGreaterThan(700);
        assertThat(within).isEqualTo(longOnes).isGreaterThan(500);
        assertThat((double) changed / longOnes).as("perturbed").isGreaterThanOrEqualTo(0.95);
        List<String> others = prompts("harvest.jsonl");
        long wrong = others.stream().filter(prompt -> found(step, prompt)).count();
        assertThat(wrong).as("of " + others.size() + " other rows").isLessThanOrEqualTo(others.size() / 1000);
    }

    @Test
    void rowsOfARealSetHaveNothingOfAnother() throws IOException {
        Path snips = Path.of(System.getProperty("dasllm.shared", "../../shared"), "data", "banking77", "train.csv");
        assumeTrue(Files.isRegularFile(snips), "needs ../shared/data/banking77");
        FindContamination step = step(DEMO.resolve("test.jsonl"));
        List<String> lines = Files.readAllLines(snips);
        long wrong = lines.stream()
                .map(line -> line.replaceAll(",[a-z_A-Z?]+$", ""))
                .filter(line -> Words.of(line).size() >= 2 && found(step, line))
                .count();
        assertThat(wrong).as("of " + lines.size()).isLessThanOrEqualTo(lines.size() / 1000);
    }

    @Test
    void answersCountAndTheTestSetDoesNot() throws IOException {
        Path file = Files.writeString(
                dir.resolve("eval.txt"), "where is the refund for the order of last week\nhello you\n");
        FindContamination step = step(file);
        String text = "Where is the refund, for the order of last week?";
        assertThat(step.decide(candidate("train", "x", text))).isInstanceOf(Rejection.class);
        assertThat(step.decide(candidate("validation", text, "x"))).isInstanceOf(Rejection.class);
        assertThat(step.decide(candidate("test", text, "x"))).isInstanceOf(Candidate.class);
        assertThat(found(step, "Hello, YOU!")).as("a short text as a whole").isTrue();
        assertThat(found(step, "hello you there"))
                .as("a short text within another")
                .isFalse();
    }

    @Test
    void objectsOfAnyKindGiveTheirTexts() throws IOException {
        Path file = Files.writeString(
                dir.resolve("eval.jsonl"),
                "{\"id\": \"q1\", \"question\": \"how many legs have seven spiders and three ants together\", \"choices\": [\"74\"]}\n");
        assertThat(found(step(file), "Tell me: how many legs have seven spiders and three ants together?"))
                .isTrue();
        assertThat(found(step(file), "74")).isFalse();
    }
}
