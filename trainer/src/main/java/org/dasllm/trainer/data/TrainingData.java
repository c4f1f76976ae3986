package org.dasllm.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.EncodedSample;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.trainer.config.LongerSamples;
import org.dasllm.trainer.config.TrainConfig;

/**
 * The samples of a run.
 *
 * @param train what is learnt
 * @param validation what the loss is measured on; empty where there is none
 * @param dropped samples that were too long, of both
 * @param dropout the noise on training prompts
 */
public record TrainingData(
        List<TrainingSample> train, List<TrainingSample> validation, int dropped, TokenDropout dropout) {

    public TrainingData {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
    }

    /**
     * Reads and encodes the samples with the tokenizer and chat template in {@code modelDir}.
     *
     * @throws DasllmException if a sample has no completion or is too long, or none is left
     */
    public static TrainingData load(
            TrainConfig config, ModelConfig model, Path modelDir, List<Path> train, Optional<Path> validation) {
        try (Tokenizer tokenizer = Tokenizer.load(modelDir)) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ChatTemplate.load(modelDir), model);
            Reader reader = new Reader(config, model, encoder);
            List<TrainingSample> learnt = reader.read(train);
            List<TrainingSample> measured = reader.read(validation.stream().toList());
            refuseEmpty(learnt, train.toString(), reader.dropped);
            validation.ifPresent(file -> refuseEmpty(measured, file.toString(), reader.dropped));
            TokenDropout dropout = TokenDropout.of(config.batch().tokenDropout(), config.seed(), modelDir, tokenizer);
            return new TrainingData(learnt, measured, reader.dropped, dropout);
        }
    }

    private static void refuseEmpty(List<TrainingSample> samples, String where, int dropped) {
        if (samples.isEmpty()) {
            throw DasllmException.input(
                    "No sample is left of " + where + " (" + dropped + " were too long)",
                    "Check the file, or raise batch.max_sequence_length");
        }
    }

    /** Reads files and counts what it leaves out. */
    private static final class Reader {
        private final TrainConfig config;
        private final SampleEncoder encoder;
        private final int limit;
        private int dropped;

        Reader(TrainConfig config, ModelConfig model, SampleEncoder encoder) {
            this.config = config;
            this.encoder = encoder;
            int wished = config.batch().maxSequenceLength();
            this.limit = wished == 0 ? model.contextLength() : Math.min(wished, model.contextLength());
        }

        List<TrainingSample> read(List<Path> files) {
            List<TrainingSample> samples = new ArrayList<>();
            for (Path file : files) {
                for (Sample sample : SampleFile.read(file)) {
                    encode(file, sample).ifPresent(samples::add);
                }
            }
            return samples;
        }

        private Optional<TrainingSample> encode(Path file, Sample sample) {
            String completion = sample.completion();
            if (completion == null) {
                throw DasllmException.input(
                        "The sample '" + sample.id() + "' of " + file + " has no completion to learn",
                        "Harvest one, or remove the sample");
            }
            Optional<EncodedSample> encoded =
                    encoder.encodeIfFits(sample.prompt(), completion).filter(fits -> fits.length() <= limit);
            if (encoded.isEmpty()) {
                if (config.batch().longerSamples() == LongerSamples.ERROR) {
                    throw DasllmException.input(
                            "The sample '" + sample.id() + "' of " + file + " is longer than " + limit + " tokens",
                            "Remove it, or set batch.longer_samples to drop, which leaves such samples out and counts"
                                    + " them");
                }
                dropped++;
                return Optional.empty();
            }
            int room = config.batch().maxTokensPerMicroBatch();
            if (encoded.get().length() > room) {
                throw DasllmException.usage(
                        "The sample '" + sample.id() + "' of " + file + " has "
                                + encoded.get().length() + " tokens, and a micro-batch has room for " + room,
                        "Raise batch.max_tokens_per_micro_batch, or lower batch.max_sequence_length");
            }
            return Optional.of(TrainingSample.of(sample.id(), encoded.get(), config.lossOn()));
        }
    }
}
