package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.engine.tools.ToolCalling;
import org.dasllm.eval.run.AnswerSource;
import org.dasllm.eval.run.GivenAnswer;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.chat.SampleTurns;
import org.dasllm.model.generate.Completion;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.Generator;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;

/** The student: base model and adapter, answering greedily in batches. It is asked as it was taught: samples with tools with these. */
final class StudentAnswers implements AnswerSource, AutoCloseable {
    static final String NAME = "student";

    /** As reports name the base model's hash. */
    static final String BASE_SHA256 = "base model SHA-256";

    private final StudentConfig config;
    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final SampleEncoder encoder;
    private final ToolCalling tools;
    private final Generator generator;
    private final GenerationOptions options;
    private final boolean probabilities;

    private StudentAnswers(
            LanguageModel model,
            Tokenizer tokenizer,
            ChatTemplate template,
            StudentConfig config,
            boolean probabilities) {
        this.probabilities = probabilities;
        this.tools = new ToolCalling(tokenizer, template);
        this.config = config;
        this.model = model;
        this.tokenizer = tokenizer;
        this.encoder = new SampleEncoder(tokenizer, template, model.config());
        this.generator = new Generator(model, tokenizer, config.slots());
        this.options = GenerationOptions.greedy(config.maxNewTokens());
    }

    /**
     * @param probabilities whether each answer has its probability, which is one of a label where a label is all that the answer says. It
     *     costs reading the logits of every token
     */
    static StudentAnswers load(Device device, StudentConfig config, Path adapter, boolean probabilities) {
        LanguageModel model = LanguageModel.load(device, config.base(), Trainable.NOTHING, Optional.of(adapter));
        return new StudentAnswers(
                model, Tokenizer.load(config.base()), ChatTemplate.ofStudent(config.base()), config, probabilities);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> answeredBy() {
        return answeredBy(config);
    }

    /** What decides the answers beside the adapter. */
    static Map<String, String> answeredBy(StudentConfig config) {
        return Map.of(
                BASE_SHA256,
                Sha256.of(config.base()),
                "precision",
                config.precision().name().toLowerCase(Locale.ROOT),
                "most new tokens",
                String.valueOf(config.maxNewTokens()));
    }

    @Override
    public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
        List<int[]> prompts = samples.stream().map(this::prompt).toList();
        List<Completion> completions = probabilities
                ? generator.scored(prompts, options, progress)
                : generator.generate(prompts, options, progress);
        return IntStream.range(0, samples.size())
                .mapToObj(i -> given(samples.get(i), completions.get(i)))
                .toList();
    }

    private int[] prompt(Sample sample) {
        return sample.tools() == null ? encoder.prompt(sample.prompt()) : encoder.prompt(SampleTurns.prompt(sample));
    }

    private GivenAnswer given(Sample sample, Completion completion) {
        String text = sample.tools() == null
                ? completion.text()
                : CalledTools.text(tools.read(completion.tokens(), SampleTurns.prompt(sample)));
        return completion.logProbability().isPresent()
                ? new GivenAnswer(text, Math.exp(completion.logProbability().getAsDouble()))
                : GivenAnswer.of(text);
    }

    @Override
    public void close() {
        tokenizer.close();
        model.close();
    }
}
