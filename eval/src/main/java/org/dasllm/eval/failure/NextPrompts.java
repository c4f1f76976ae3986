package org.dasllm.eval.failure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.eval.baseline.Words;
import org.jspecify.annotations.Nullable;

/**
 * Chooses unlabelled prompts of which labels would teach a student most: those that are near questions that it failed, and those of which it is not
 * sure. Near is the cosine of words and pairs of words, weighted by how rare they are. A prompt that is nearly one that was chosen before is passed
 * over, so that a choice does not ask one thing many times.
 */
public final class NextPrompts {
    private static final int NEIGHBOURS = 10;
    private static final int LARGEST_VOCABULARY = 50_000;
    private static final double NEARLY_THE_SAME = 0.8;
    /** The neighbours' failures are counted beside so many questions that fail as often as all do. */
    private static final double ORDINARY = 1;

    private NextPrompts() {}

    /**
     * A prompt that is not labelled.
     *
     * @param id the sample's
     * @param text the prompt without the system's message
     * @param probability that the student's answer to it is right, as it says; null where it was not asked
     */
    public record Candidate(
            String id, String text, @Nullable Double probability) {}

    /**
     * A chosen prompt.
     *
     * @param id the sample's
     * @param score what it was chosen by: the mean of the next two, or the first alone where there is no probability
     * @param failuresNear the share of failures among the most similar judged questions, weighted by their similarity, 0 to 1
     * @param doubt 1 − the student's probability; null where it was not asked
     * @param nearest the id of the most similar judged question that failed; null where none has a word in common
     */
    public record Choice(
            String id,
            double score,
            double failuresNear,
            @Nullable Double doubt,
            @Nullable String nearest) {}

    /**
     * The best ones, the best first; ties in the order of ids.
     *
     * @param judged questions that the student answered
     * @param most how many
     */
    public static List<Choice> choose(List<JudgedQuestion> judged, List<Candidate> pool, int most) {
        Words words = Words.learn(
                Stream.concat(
                                judged.stream().map(JudgedQuestion::text),
                                pool.stream().map(Candidate::text))
                        .toList(),
                LARGEST_VOCABULARY);
        List<Words.Features> known =
                judged.stream().map(question -> words.of(question.text())).toList();
        double ordinary = judged.isEmpty()
                ? 0
                : (double) judged.stream().filter(JudgedQuestion::wrong).count() / judged.size();
        List<Ranked> ranked = new ArrayList<>();
        for (Candidate candidate : pool) {
            Words.Features features = words.of(candidate.text());
            ranked.add(new Ranked(choice(candidate, neighbours(judged, known, features), ordinary), features));
        }
        ranked.sort(Comparator.comparingDouble((Ranked each) -> -each.choice().score())
                .thenComparing(each -> each.choice().id()));
        List<Ranked> chosen = new ArrayList<>();
        for (Ranked each : ranked) {
            if (chosen.size() < most
                    && chosen.stream().noneMatch(other -> other.features().cosine(each.features()) > NEARLY_THE_SAME)) {
                chosen.add(each);
            }
        }
        return chosen.stream().map(Ranked::choice).toList();
    }

    private record Ranked(Choice choice, Words.Features features) {}

    private record Neighbour(JudgedQuestion question, double similarity) {}

    private static List<Neighbour> neighbours(
            List<JudgedQuestion> judged, List<Words.Features> known, Words.Features features) {
        List<Neighbour> near = new ArrayList<>();
        for (int i = 0; i < judged.size(); i++) {
            double similarity = known.get(i).cosine(features);
            if (similarity > 0) {
                near.add(new Neighbour(judged.get(i), similarity));
            }
        }
        near.sort(Comparator.comparingDouble((Neighbour each) -> -each.similarity())
                .thenComparing(each -> each.question().id()));
        return near.subList(0, Math.min(NEIGHBOURS, near.size()));
    }

    private static Choice choice(Candidate candidate, List<Neighbour> near, double ordinary) {
        double weight = ORDINARY;
        double failed = ORDINARY * ordinary;
        String nearest = null;
        for (Neighbour neighbour : near) {
            weight += neighbour.similarity();
            if (neighbour.question().wrong()) {
                failed += neighbour.similarity();
                nearest = nearest == null ? neighbour.question().id() : nearest;
            }
        }
        double failuresNear = failed / weight;
        Double probability = candidate.probability();
        Double doubt = probability == null ? null : 1 - probability;
        return new Choice(
                candidate.id(),
                doubt == null ? failuresNear : (failuresNear + doubt) / 2,
                failuresNear,
                doubt,
                nearest);
    }
}
