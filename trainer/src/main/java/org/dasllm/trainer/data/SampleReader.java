package org.dasllm.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.Answers;
import org.dasllm.model.chat.EncodedSample;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.chat.SampleTurns;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.trainer.config.LossOn;
import org.dasllm.trainer.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/** Reads samples' files, and counts what is longer than the limit. */
final class SampleReader {
    private final TrainConfig config;
    private final SampleEncoder encoder;
    private final int limit;
    private int dropped;
    private int truncated;
    private long tokensCut;

    SampleReader(TrainConfig config, ModelConfig model, SampleEncoder encoder) {
        this.config = config;
        this.encoder = encoder;
        int wished = config.batch().maxSequenceLength();
        this.limit = wished == 0 ? model.contextLength() : Math.min(wished, model.contextLength());
    }

    LongerCount longer() {
        return new LongerCount(dropped, truncated, tokensCut);
    }

    List<TrainingSample> read(List<Path> files, @Nullable TeacherRecord teacher) {
        List<TrainingSample> samples = new ArrayList<>();
        for (Path file : files) {
            for (Sample sample : SampleFile.read(file)) {
                sample(file, sample, teacher).ifPresent(samples::add);
            }
        }
        return samples;
    }

    private Optional<TrainingSample> sample(Path file, Sample sample, @Nullable TeacherRecord teacher) {
        String completion = sample.completion();
        if (completion == null) {
            throw DasllmException.input(
                    "The sample '" + sample.id() + "' of " + file + " has no completion to learn",
                    "Harvest one, or remove the sample");
        }
        Answers answers = config.lossOn() == LossOn.ASSISTANT ? Answers.EVERY : Answers.LAST;
        EncodedSample whole = encoded(sample, completion, answers);
        @Nullable RecordedRows recorded = teacher == null ? null : teacher.rows(sample, whole);
        Optional<EncodedSample> fitting = fitting(file, sample, whole);
        fitting.ifPresent(encoded -> refuseBeyondMicroBatch(file, sample, encoded));
        return fitting.map(encoded -> TrainingSample.of(
                sample.id(),
                question(sample.prompt()),
                encoded,
                config.lossOn(),
                recorded == null ? null : recorded.cutTo(encoded.length())));
    }

    private EncodedSample encoded(Sample sample, String completion, Answers answers) {
        return sample.tools() == null
                ? encoder.encode(sample.prompt(), completion, answers)
                : encoder.encode(SampleTurns.prompt(sample), SampleTurns.answer(sample, completion), answers);
    }

    /** What stands before the first answer to learn, without the system's instructions, which are the same for all. */
    private String question(List<Message> prompt) {
        boolean every = config.lossOn() == LossOn.ASSISTANT;
        return prompt.stream()
                .takeWhile(message -> !every || !message.fromAssistant())
                .filter(message -> !message.fromSystem())
                .map(Message::content)
                .collect(Collectors.joining("\n"));
    }

    private Optional<EncodedSample> fitting(Path file, Sample sample, EncodedSample whole) {
        if (whole.length() <= limit) {
            return Optional.of(whole);
        }
        switch (config.batch().longerSamples()) {
            case ERROR ->
                throw DasllmException.input(
                        "The sample '" + sample.id() + "' of " + file + " is longer than " + limit + " tokens",
                        "Remove it, or set batch.longer_samples to drop or truncate, which leave out or cut such samples"
                                + " and count them");
            case DROP -> dropped++;
            case TRUNCATE -> {
                EncodedSample cut = whole.cutTo(limit);
                if (cut.targetTokens() > 0 || config.lossOn() == LossOn.ALL) {
                    truncated++;
                    tokensCut += whole.length() - limit;
                    return Optional.of(cut);
                }
                dropped++;
            }
        }
        return Optional.empty();
    }

    private void refuseBeyondMicroBatch(Path file, Sample sample, EncodedSample encoded) {
        int room = config.batch().maxTokensPerMicroBatch();
        if (encoded.length() > room) {
            throw DasllmException.usage(
                    "The sample '" + sample.id() + "' of " + file + " has " + encoded.length()
                            + " tokens, and a micro-batch has room for " + room,
                    "Raise batch.max_tokens_per_micro_batch, or lower batch.max_sequence_length");
        }
    }
}
