package org.dasllm.eval.failure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.dasllm.eval.baseline.Words;
import org.dasllm.eval.failure.FailureReport.Cluster;
import org.dasllm.eval.failure.FailureReport.Confusion;
import org.dasllm.eval.failure.FailureReport.FailedQuestion;
import org.dasllm.eval.statistics.WilsonInterval;

/**
 * Groups failures by what their questions say. The word that is most over-represented among failures makes the first cluster; its questions are
 * taken away, and so on until no word stands out by more than chance would do with so many words to choose from. So every cluster has a reason
 * that can be read, and the same answers give the same clusters.
 */
public final class FailureClusters {
    private static final int MOST_CLUSTERS = 8;
    private static final int MOST_CONFUSIONS = 12;
    private static final int CONFUSIONS_OF_A_CLUSTER = 3;
    private static final int EXAMPLES = 3;
    private static final int LONGEST_TEXT = 240;
    /** Fewer failures than these are no cluster. */
    private static final int FEWEST_FAILURES = 4;

    /** Over all words together: how likely a word stands out where failures have nothing to do with words. */
    private static final double CHANCE = 0.05;

    /** The prior is worth so much of the words that there are. */
    private static final double PRIOR_PART = 0.1;

    private static final double CONFIDENCE = 0.95;

    /** In the order of their ids' hashes, in which examples are taken. */
    private final List<JudgedQuestion> questions;

    private final UnaryOperator<JudgedQuestion> shown;
    /** Words that enough failures have to make a cluster; the others need not be remembered. */
    private final Set<String> vocabulary = new HashSet<>();

    private final Map<String, Said> said = new HashMap<>();

    /**
     * What a question says.
     *
     * @param words those of the vocabulary
     * @param all how many different words and pairs of words it has
     */
    private record Said(Set<String> words, int all) {
        static final Said NOTHING = new Said(Set.of(), 0);
    }

    private FailureClusters(List<JudgedQuestion> questions, UnaryOperator<JudgedQuestion> shown) {
        this.questions = HashOrder.of(questions, JudgedQuestion::id);
        this.shown = shown;
        Map<String, Integer> ofFailures = new HashMap<>();
        questions.stream()
                .filter(JudgedQuestion::wrong)
                .forEach(question ->
                        Words.grams(question.text()).keySet().forEach(word -> ofFailures.merge(word, 1, Integer::sum)));
        ofFailures.forEach((word, count) -> {
            if (count >= FEWEST_FAILURES) {
                vocabulary.add(word);
            }
        });
        Map<String, String> once = new HashMap<>();
        vocabulary.forEach(word -> once.put(word, word));
        questions.forEach(question -> {
            Set<String> all = Words.grams(question.text()).keySet();
            Set<String> kept = new HashSet<>();
            for (String word : all) {
                String shared = once.get(word);
                if (shared != null) {
                    kept.add(shared);
                }
            }
            said.put(question.id(), new Said(Set.copyOf(kept), all.size()));
        });
    }

    /**
     * Groups the failures.
     *
     * @param questions with a right answer; ids differ
     * @param shown what examples show of a question, such as one without personal data; words are counted as they are
     */
    public static FailureReport of(List<JudgedQuestion> questions, UnaryOperator<JudgedQuestion> shown) {
        return new FailureClusters(questions, shown).report();
    }

    private FailureReport report() {
        List<JudgedQuestion> failures =
                questions.stream().filter(JudgedQuestion::wrong).toList();
        return new FailureReport(questions.size(), failures.size(), confusions(failures, MOST_CONFUSIONS), clusters());
    }

    private List<Cluster> clusters() {
        List<Cluster> clusters = new ArrayList<>();
        List<JudgedQuestion> left = new ArrayList<>(questions);
        while (clusters.size() < MOST_CLUSTERS) {
            Optional<Standing> clearest = clearest(left);
            if (clearest.isEmpty()) {
                break;
            }
            String word = clearest.get().word();
            clusters.add(cluster(clearest.get(), left));
            left.removeIf(question -> has(question, word));
        }
        return clusters;
    }

    /** @param score in standard errors */
    private record Standing(String word, double score) {}

    private Optional<Standing> clearest(List<JudgedQuestion> left) {
        Map<String, int[]> counts = new TreeMap<>();
        long[] all = new long[2];
        for (JudgedQuestion question : left) {
            int kind = question.wrong() ? 0 : 1;
            Said here = said.getOrDefault(question.id(), Said.NOTHING);
            all[kind] += here.all();
            for (String word : here.words()) {
                counts.computeIfAbsent(word, key -> new int[2])[kind]++;
            }
        }
        List<Standing> candidates = new ArrayList<>();
        double prior = PRIOR_PART * (all[0] + all[1]);
        counts.forEach((word, count) -> {
            if (count[0] >= FEWEST_FAILURES) {
                candidates.add(new Standing(word, LogOdds.score(count[0], all[0], count[1], all[1], prior)));
            }
        });
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        double least = NormalDistribution.of(0, 1).inverseSurvivalProbability(CHANCE / candidates.size());
        return candidates.stream()
                .filter(candidate -> candidate.score() > least)
                .max(Comparator.comparingDouble(Standing::score)
                        .thenComparing(Standing::word, Comparator.reverseOrder()));
    }

    private Cluster cluster(Standing standing, List<JudgedQuestion> left) {
        String word = standing.word();
        List<JudgedQuestion> members =
                left.stream().filter(question -> has(question, word)).toList();
        List<JudgedQuestion> failures =
                members.stream().filter(JudgedQuestion::wrong).toList();
        long others =
                questions.stream().filter(question -> !has(question, word)).count();
        long failedOthers = questions.stream()
                .filter(question -> !has(question, word) && question.wrong())
                .count();
        return new Cluster(
                word,
                members.size(),
                failures.size(),
                WilsonInterval.of(failures.size(), members.size(), CONFIDENCE),
                others == 0 ? 0 : (double) failedOthers / others,
                standing.score(),
                confusions(failures, CONFUSIONS_OF_A_CLUSTER),
                failures.stream()
                        .limit(EXAMPLES)
                        .map(shown)
                        .map(question -> new FailedQuestion(
                                question.id(), shorten(question.text()), question.right(), question.given()))
                        .toList());
    }

    private boolean has(JudgedQuestion question, String word) {
        return said.getOrDefault(question.id(), Said.NOTHING).words().contains(word);
    }

    private List<Confusion> confusions(List<JudgedQuestion> failures, int most) {
        Map<String, Integer> ofRight = new HashMap<>();
        questions.forEach(question -> ofRight.merge(question.right(), 1, Integer::sum));
        Map<List<String>, List<JudgedQuestion>> pairs = new HashMap<>();
        failures.forEach(
                question -> pairs.computeIfAbsent(List.of(question.right(), question.given()), key -> new ArrayList<>())
                        .add(question));
        return pairs.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<List<String>, List<JudgedQuestion>> pair) ->
                                -pair.getValue().size())
                        .thenComparing(pair -> pair.getKey().get(0))
                        .thenComparing(pair -> pair.getKey().get(1)))
                .limit(most)
                .map(pair -> new Confusion(
                        pair.getKey().get(0),
                        pair.getKey().get(1),
                        pair.getValue().size(),
                        ofRight.getOrDefault(pair.getKey().get(0), 0),
                        pair.getValue().stream()
                                .limit(EXAMPLES)
                                .map(JudgedQuestion::id)
                                .toList()))
                .toList();
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_TEXT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…";
    }
}
