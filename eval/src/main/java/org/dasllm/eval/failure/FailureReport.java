package org.dasllm.eval.failure;

import java.util.List;
import org.dasllm.format.evaluation.Interval;

/**
 * Where the student fails; a part of report.json.
 *
 * @param questions with a right answer
 * @param failures of them, by the primary metric
 * @param confusions what is taken for what, the most frequent first
 * @param clusters failures that have a word in common which other questions have less often, the clearest first
 */
public record FailureReport(int questions, int failures, List<Confusion> confusions, List<Cluster> clusters) {
    public FailureReport {
        confusions = List.copyOf(confusions);
        clusters = List.copyOf(clusters);
    }

    /**
     * One right label, and what the student said in its place.
     *
     * @param right label
     * @param given label; empty where the answer has none
     * @param count how often
     * @param of questions with this right label
     * @param ids of some of them
     */
    public record Confusion(String right, String given, int count, int of, List<String> ids) {
        public Confusion {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Questions with a word in common.
     *
     * @param word one word, or two that stand side by side
     * @param questions that have it and are in no cluster before
     * @param failures of them
     * @param rate of failures among them, with its interval
     * @param elsewhere the rate of failures among all questions without the word
     * @param score by how many standard errors the word is more frequent among failures: weighted log-odds
     * @param confusions among these failures, the most frequent first
     * @param examples a few of the failures
     */
    public record Cluster(
            String word,
            int questions,
            int failures,
            Interval rate,
            double elsewhere,
            double score,
            List<Confusion> confusions,
            List<FailedQuestion> examples) {
        public Cluster {
            confusions = List.copyOf(confusions);
            examples = List.copyOf(examples);
        }
    }

    /**
     * A failure to look at.
     *
     * @param id the sample's
     * @param text the prompt without the system's message, shortened
     * @param right label
     * @param given label; empty where the answer has none
     */
    public record FailedQuestion(String id, String text, String right, String given) {}
}
