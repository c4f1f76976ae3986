package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;

/**
 * The worst answers of the student, in an order that nobody chooses: first where the teacher was right and the student's answer cannot be
 * used (six at most, with those where both failed), then where the teacher was right and the student wrong, then where both were; among equals those that miss more metrics, then
 * those of which the student was surest, then by the hash of the id.
 */
final class Failures {
    private static final int MOST = 20;

    /** More answers that cannot be used say nothing new, and would crowd out what is wrong in readable ones. */
    private static final int MOST_USELESS = 6;

    private static final int LONGEST_TEXT = 600;
    private static final int LONGEST_ANSWER = 400;

    /** @param missed on how many metrics the student is wrong */
    private record Ranked(int index, int rank, int missed, double doubt, String hash) {}

    private static final Comparator<Ranked> WORST_FIRST = Comparator.comparingInt(Ranked::rank)
            .thenComparing(Comparator.comparingInt(Ranked::missed).reversed())
            .thenComparing(Ranked::doubt)
            .thenComparing(Ranked::hash);

    private final List<Sample> samples;
    private final GradingBasis basis;
    private final List<Answer> answers;
    private final List<OptionalDouble> probabilities;

    private Failures(
            List<Sample> samples, GradingBasis basis, List<Answer> answers, List<OptionalDouble> probabilities) {
        this.samples = samples;
        this.basis = basis;
        this.answers = answers;
        this.probabilities = probabilities;
    }

    static List<Failure> of(
            List<Sample> samples,
            GradingBasis basis,
            List<Answer> answers,
            List<OptionalDouble> probabilities,
            Masks masks) {
        Failures failures = new Failures(samples, basis, answers, probabilities);
        List<Ranked> all = IntStream.range(0, samples.size())
                .filter(failures::failed)
                .mapToObj(failures::ranked)
                .sorted(WORST_FIRST)
                .toList();
        return failures.worst(all).stream()
                .map(ranked -> failures.failure(ranked.index(), new ShownText(masks.next())))
                .toList();
    }

    private List<Ranked> worst(List<Ranked> all) {
        List<Ranked> worst = new ArrayList<>();
        int useless = 0;
        for (Ranked each : all) {
            boolean usable = answers.get(each.index()).valid();
            if (worst.size() < MOST && (usable || useless++ < MOST_USELESS)) {
                worst.add(each);
            }
        }
        return worst;
    }

    /** By the metric that decides among those of right and wrong; where no right answer is known, by the teacher's. */
    private boolean failed(int i) {
        return !answers.get(i).valid() || misses(basis.metrics().get(0), i);
    }

    private boolean misses(Metric metric, int i) {
        Answer wanted = basis.gold().get(i).orElse(basis.teacher().get(i));
        return !metric.label(wanted).equals(metric.label(answers.get(i)));
    }

    private boolean taught(int i) {
        Metric decides = basis.metrics().get(0);
        return basis.gold()
                .get(i)
                .filter(gold ->
                        decides.label(gold).equals(decides.label(basis.teacher().get(i))))
                .isPresent();
    }

    private Ranked ranked(int i) {
        int rank = taught(i) ? (answers.get(i).valid() ? 1 : 0) : 2;
        return new Ranked(
                i,
                rank,
                missed(i).size(),
                1 - probabilities.get(i).orElse(0),
                Sha256.ofString(samples.get(i).id()));
    }

    private List<String> missed(int i) {
        return basis.metrics().stream()
                .filter(metric -> misses(metric, i))
                .map(Metric::name)
                .toList();
    }

    private Example.Kind kind(int i) {
        if (!answers.get(i).valid()) {
            return Example.Kind.INVALID;
        }
        if (basis.gold().get(i).isEmpty()) {
            return Example.Kind.DIFFERENT;
        }
        return taught(i) ? Example.Kind.TEACHER_ONLY : Example.Kind.NEITHER;
    }

    private Failure failure(int i, ShownText shown) {
        Sample sample = samples.get(i);
        OptionalDouble probability = probabilities.get(i);
        return new Failure(
                kind(i),
                basis.gold().get(i).isPresent() ? taught(i) : null,
                sample.id(),
                shown.of(PromptText.of(sample), LONGEST_TEXT),
                sample.gold() == null ? null : shown.of(sample.gold(), LONGEST_ANSWER),
                shown.of(Objects.requireNonNullElse(sample.completion(), ""), LONGEST_ANSWER),
                shown.of(answers.get(i).text(), LONGEST_ANSWER),
                probability.isPresent() ? probability.getAsDouble() : null,
                missed(i));
    }
}
