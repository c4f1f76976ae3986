package org.dasllm.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Sample;
import org.dasllm.model.chat.EncodedSample;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;

/**
 * Finds the teacher's recorded tokens in samples as the student's tokenizer encodes them, token by token. A teacher with
 * another tokenizer shows in the first sample or soon after, and is refused.
 */
final class TeacherRecord {
    private final Tokenizer tokenizer;
    private final TokenSpellings spellings;
    private int samplesWithout;
    private long alternatives;
    private long unresolved;

    TeacherRecord(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.spellings = tokenizer.spellings();
    }

    /** Samples for which nothing was recorded. */
    int samplesWithout() {
        return samplesWithout;
    }

    /** Share of the recorded alternatives that several tokens are spelled like; they stay in the tail. */
    double unresolvedShare() {
        return alternatives == 0 ? 0 : (double) unresolved / alternatives;
    }

    /** What was recorded for every row. */
    RecordedRows rows(Sample sample, EncodedSample encoded) {
        List<AnswerToken> recorded = sample.tokens();
        RecordedRows rows = RecordedRows.none(encoded.length());
        if (recorded == null) {
            samplesWithout++;
            return rows;
        }
        int begin = begin(sample, recorded, encoded.targets());
        for (int i = 0; i < recorded.size(); i++) {
            List<Integer> ids = new ArrayList<>();
            List<Float> logProbabilities = new ArrayList<>();
            for (AnswerToken.Alternative alternative : recorded.get(i).top()) {
                OptionalInt id = id(sample, alternative);
                if (id.isPresent() && !ids.contains(id.getAsInt())) {
                    ids.add(id.getAsInt());
                    logProbabilities.add(Math.min(0f, alternative.logProbability()));
                }
            }
            rows.tokens()[begin + i] = ids.stream().mapToInt(Integer::intValue).toArray();
            float[] values = new float[ids.size()];
            for (int j = 0; j < values.length; j++) {
                values[j] = logProbabilities.get(j);
            }
            rows.logProbabilities()[begin + i] = values;
        }
        return rows;
    }

    /** The row whose target is the first recorded token: the last place where all of them follow each other. */
    private int begin(Sample sample, List<AnswerToken> recorded, int[] targets) {
        for (int begin = targets.length - recorded.size(); begin >= 0; begin--) {
            int equal = 0;
            while (equal < recorded.size() && matches(targets[begin + equal], recorded.get(equal))) {
                equal++;
            }
            if (equal == recorded.size()) {
                return begin;
            }
        }
        throw DasllmException.input(
                "The teacher's tokens of the sample '" + sample.id() + "' (" + spelled(recorded)
                        + ") are not those that the student's tokenizer makes of the answer ("
                        + spelled(targets) + ")",
                "Distil from a teacher with the student's tokenizer, or remove the distillation section");
    }

    private boolean matches(int target, AnswerToken token) {
        return target >= 0 && spellings.matches(target, token.text(), token.bytes());
    }

    private OptionalInt id(Sample sample, AnswerToken.Alternative alternative) {
        if (!spellings.known(alternative.text(), alternative.bytes())) {
            throw DasllmException.input(
                    "The teacher of the sample '" + sample.id() + "' has a token '" + alternative.text()
                            + "' that the student's tokenizer has not",
                    "Distil from a teacher with the student's tokenizer, or remove the distillation section");
        }
        OptionalInt id = spellings.id(alternative.text(), alternative.bytes());
        alternatives++;
        unresolved += id.isPresent() ? 0 : 1;
        return id;
    }

    private static String spelled(List<AnswerToken> tokens) {
        return shortened(tokens.stream().map(AnswerToken::text).toList());
    }

    private String spelled(int[] targets) {
        List<String> texts = new ArrayList<>();
        for (int target : targets) {
            if (target >= 0) {
                texts.add(tokenizer.decode(new int[] {target}, false));
            }
        }
        return shortened(texts);
    }

    private static String shortened(List<String> texts) {
        String all = String.join("|", texts);
        return all.length() <= 60 ? all : all.substring(0, 60) + "…";
    }
}
