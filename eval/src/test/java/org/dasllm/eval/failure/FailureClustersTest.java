package org.dasllm.eval.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.dasllm.eval.failure.FailureReport.Cluster;
import org.dasllm.eval.failure.NextPrompts.Candidate;
import org.dasllm.eval.failure.NextPrompts.Choice;
import org.junit.jupiter.api.Test;

/** A weak topic that was planted is found, and where there is none none is. */
final class FailureClustersTest {
    private static final List<String> TOPICS = List.of("card", "transfer", "login", "address", "refund", "mortgage");
    private static final List<String> FILLING = List.of(
            "please", "help", "my", "the", "when", "again", "now", "hello", "thanks", "account", "bank", "app", "today",
            "could", "you", "tell", "me", "how", "long", "why", "still", "not", "working", "need", "want");
    private static final int QUESTIONS = 600;

    private static String text(SplittableRandom random, String topic) {
        StringBuilder text = new StringBuilder();
        for (int w = 0; w < 8; w++) {
            text.append(FILLING.get(random.nextInt(FILLING.size()))).append(' ');
        }
        return text.append(topic)
                .append(' ')
                .append(FILLING.get(random.nextInt(FILLING.size())))
                .toString();
    }

    /** @param weakRate how often questions of the last topic are failed; all others one time in ten */
    private static List<JudgedQuestion> questions(long seed, double weakRate) {
        SplittableRandom random = new SplittableRandom(seed);
        List<JudgedQuestion> questions = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            String topic = TOPICS.get(random.nextInt(TOPICS.size()));
            boolean weak = topic.equals("mortgage");
            boolean wrong = random.nextDouble() < (weak ? weakRate : 0.1);
            String given = wrong ? (weak ? "refund" : TOPICS.get(random.nextInt(4))) : topic;
            boolean differs = !given.equals(topic);
            questions.add(new JudgedQuestion("q" + i, text(random, topic), topic, given, differs));
        }
        return questions;
    }

    @Test
    void aPlantedWeakTopicIsTheFirstCluster() {
        for (long seed = 1; seed <= 20; seed++) {
            FailureReport report = FailureClusters.of(questions(seed, 0.6));
            assertThat(report.clusters()).as("seed " + seed).isNotEmpty();
            Cluster first = report.clusters().get(0);
            assertThat(first.word()).isEqualTo("mortgage");
            assertThat(first.rate().lower()).isGreaterThan(first.elsewhere());
            assertThat(first.confusions().get(0).right()).isEqualTo("mortgage");
            assertThat(first.confusions().get(0).given()).isEqualTo("refund");
            assertThat(first.examples()).hasSize(3).allMatch(each -> each.text().contains("mortgage"));
            assertThat(report.confusions().get(0).right()).isEqualTo("mortgage");
        }
    }

    /** Over all words together the chance is to be at most one in twenty; 200 draws have a Monte Carlo error of 1.5 points. */
    @Test
    void whereFailuresHaveNothingToDoWithWordsHardlyAnyClusterIsFound() {
        int found = 0;
        for (long seed = 100; seed < 300; seed++) {
            found += FailureClusters.of(questions(seed, 0.1)).clusters().isEmpty() ? 0 : 1;
        }
        assertThat(found).isLessThanOrEqualTo(19);
    }

    @Test
    void theSameAnswersInAnotherOrderGiveTheSameReport() {
        List<JudgedQuestion> questions = new ArrayList<>(questions(3, 0.6));
        FailureReport report = FailureClusters.of(questions);
        Collections.shuffle(questions, new Random(5));
        assertThat(FailureClusters.of(questions)).isEqualTo(report);
    }

    /** Monroe, Colaresi and Quinn's formula by hand: 8 of 40 words here, 2 of 60 there, a prior of 10 words, of which this word is one tenth. */
    @Test
    void theScoreIsTheFormulas() {
        double first = Math.log(9.0 / (40 + 10 - 9));
        double second = Math.log(3.0 / (60 + 10 - 3));
        assertThat(LogOdds.score(8, 40, 2, 60, 10))
                .isCloseTo((first - second) / Math.sqrt(1 / 9.0 + 1 / 3.0), within(1e-12));
    }

    @Test
    void withoutFailuresThereIsNothing() {
        List<JudgedQuestion> right = questions(3, 0.6).stream()
                .map(each -> new JudgedQuestion(each.id(), each.text(), each.right(), each.right(), false))
                .toList();
        FailureReport report = FailureClusters.of(right);
        assertThat(report.failures()).isZero();
        assertThat(report.clusters()).isEmpty();
        assertThat(report.confusions()).isEmpty();
    }

    @Test
    void promptsOfTheWeakTopicAreChosen() {
        SplittableRandom random = new SplittableRandom(9);
        List<Candidate> pool = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            pool.add(new Candidate("p" + i, text(random, TOPICS.get(i % TOPICS.size())), null));
        }
        List<Choice> chosen = NextPrompts.choose(questions(4, 0.6), pool, 20);
        assertThat(chosen).hasSize(20);
        long weak = chosen.stream()
                .filter(each -> Integer.parseInt(each.id().substring(1)) % TOPICS.size() == 5)
                .count();
        assertThat(weak).as("of 20, where a blind choice has 3 or 4").isGreaterThanOrEqualTo(15);
        assertThat(chosen.get(0).nearest()).isNotNull();
    }

    @Test
    void doubtCountsWhereTheStudentWasAsked() {
        List<Candidate> pool = List.of(
                new Candidate("sure", "hello please card", 0.99), new Candidate("unsure", "hello thanks card", 0.3));
        List<Choice> chosen = NextPrompts.choose(questions(4, 0.6), pool, 1);
        assertThat(chosen).extracting(Choice::id).containsExactly("unsure");
        assertThat(chosen.get(0).doubt()).isEqualTo(0.7);
        assertThat(chosen.get(0).score()).isCloseTo((chosen.get(0).failuresNear() + 0.7) / 2, within(1e-12));
    }

    @Test
    void nearlyTheSamePromptIsNotChosenTwice() {
        List<Candidate> pool = List.of(
                new Candidate("a", "mortgage help please now", 0.1),
                new Candidate("b", "mortgage help please now", 0.1),
                new Candidate("c", "card today", 0.9));
        assertThat(NextPrompts.choose(questions(4, 0.6), pool, 2))
                .extracting(Choice::id)
                .containsExactly("a", "c");
    }
}
