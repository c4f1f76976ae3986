package org.dasllm.harvest.agreement;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * {@code agreement.json} beside a harvest's samples: how far the answers to the same prompts agree.
 *
 * @param version of the layout, see {@link #KIND}
 * @param prompts how many were asked
 * @param teachers in the order in which they are asked
 * @param pairs every two teachers, for the whole answer and for each of its fields
 * @param all teachers together, likewise; empty with one teacher
 * @param votes what the votes came to
 * @param people what people said of the answers; null where nobody did
 */
public record AgreementReport(
        int version,
        long prompts,
        List<OfTeacher> teachers,
        List<OfPair> pairs,
        List<OfAll> all,
        Votes votes,
        @Nullable OfPeople people) {
    public static final FileKind KIND = new FileKind("the agreement of a harvest's answers", "version", 1);

    /** The file's name in the harvest's folder. */
    public static final String FILE = "agreement.json";

    /** What the whole answer is called among the fields. */
    public static final String WHOLE = "whole answer";

    public AgreementReport {
        teachers = List.copyOf(teachers);
        pairs = List.copyOf(pairs);
        all = List.copyOf(all);
    }

    /**
     * What came of one teacher.
     *
     * @param answers how many it gave
     * @param usable those that are labels the task allows
     * @param repaired those of the usable that are second answers
     * @param withMost how many of its usable answers are the one that most answers to their prompt are
     */
    public record OfTeacher(String name, String model, long answers, long usable, long repaired, long withMost) {}

    /**
     * Two teachers; where one gave several answers to a prompt, the one that it gave most often counts, and none where two tie.
     *
     * @param field of the answer, or {@link #WHOLE}
     */
    public record OfPair(
            String first,
            String second,
            String field,
            long prompts,
            double agree,
            @Nullable Double kappa,
            @Nullable Double low,
            @Nullable Double high) {}

    /**
     * All teachers together.
     *
     * @param alpha Krippendorff's, nominal
     */
    public record OfAll(
            String field,
            long prompts,
            long ratings,
            @Nullable Double alpha) {}

    /**
     * How many prompts had which outcome, by their usable answers.
     *
     * @param unanimous all answers agree
     * @param majority one answer leads
     * @param tied two answers have as many votes
     * @param none there is no usable answer
     */
    public record Votes(long unanimous, long majority, long tied, long none) {}

    /**
     * What people said.
     *
     * @param annotators their names
     * @param prompts how many have a right answer by them
     * @param conflicts on how many they contradict each other, with no answer of more than half of them
     * @param rated how many two people and more rated
     * @param alpha Krippendorff's, nominal, over those; null where there is none
     */
    public record OfPeople(
            List<String> annotators,
            long prompts,
            long conflicts,
            long rated,
            @Nullable Double alpha) {
        public OfPeople {
            annotators = List.copyOf(annotators);
        }
    }

    public static AgreementReport read(Path file) {
        return KIND.read(file, AgreementReport.class);
    }

    /** Writes it, whole or not at all. */
    public void write(Path file) {
        Json.write(file, this);
    }
}
