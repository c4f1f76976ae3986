package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.eval.run.AnswerSource;
import org.dasllm.eval.run.GivenAnswer;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.version.FileKind;

/**
 * How long the student took for the answers of an evaluation, over all processes that it took: {@code timing.json}.
 *
 * @param version of the layout, see {@link #KIND}
 * @param answers that were given
 * @param seconds that the student took for them, without loading it
 * @param device on which
 */
record AnswerTimes(int version, long answers, double seconds, String device) {
    static final FileKind KIND = new FileKind("the times of an evaluation’s answers", "version", 1);

    private static final double NANOS = 1e9;

    static Optional<AnswerTimes> read(Path file) {
        return Files.exists(file) ? Optional.of(KIND.read(file, AnswerTimes.class)) : Optional.empty();
    }

    /** Answers in a second. */
    double throughput() {
        return answers / seconds;
    }

    /** The same source, whose times are added to a file after every piece of work. */
    static AnswerSource timed(AnswerSource source, String device, Path file) {
        return new AnswerSource() {
            @Override
            public String name() {
                return source.name();
            }

            @Override
            public Map<String, String> answeredBy() {
                return source.answeredBy();
            }

            @Override
            public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
                long begin = System.nanoTime();
                List<GivenAnswer> answers = source.answer(samples, progress);
                double seconds = (System.nanoTime() - begin) / NANOS;
                AnswerTimes before = read(file)
                        .filter(times -> times.device().equals(device))
                        .orElse(new AnswerTimes(KIND.version(), 0, 0, device));
                Json.write(
                        file,
                        new AnswerTimes(
                                KIND.version(), before.answers() + samples.size(), before.seconds() + seconds, device));
                return answers;
            }
        };
    }
}
