package org.dasllm.dataset.row;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetector;
import opennlp.tools.langdetect.LanguageDetectorModel;
import opennlp.tools.langdetect.ThreadSafeLanguageDetectorME;
import org.dasllm.dataset.config.Languages;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.PromptText;
import org.jspecify.annotations.Nullable;

/**
 * Drops prompts in other languages than those that are allowed, by Apache OpenNLP's model of 103 languages. Short prompts, and those
 * whose language is not sure enough, stay and are counted: to guess would drop what is right.
 */
public final class CheckLanguage implements RowStep {
    private static final long serialVersionUID = 1L;
    private static final String MODEL = "/langdetect-183.bin";
    private static final Reason OTHER =
            Reason.of("other-language", "the prompt is in a language that is not among those allowed");

    private static @Nullable LanguageDetector ready;

    private final Languages config;

    /** @throws DasllmException if the model is not on the class path */
    public CheckLanguage(Languages config) {
        this.config = config;
        detector();
    }

    @Override
    public String name() {
        return "language";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(OTHER);
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.noted(
                "language-unknown", "Rows kept whose prompt is too short, or its language not sure enough"));
    }

    @Override
    public boolean peopleMayOverrule() {
        return true;
    }

    @Override
    public Decision decide(Candidate candidate) {
        String prompt = PromptText.of(candidate.sample().prompt());
        long letters = prompt.codePoints().filter(Character::isLetter).count();
        if (letters < config.leastLetters()) {
            return candidate.noting("language-unknown", 1).seeing(this, letters + " letters are too few to tell");
        }
        Language[] found = detector().predictLanguages(prompt);
        double lead = found[0].getConfidence() / found[1].getConfidence();
        String words = String.format(
                Locale.ROOT, "%s, %.1f times as likely as %s", found[0].getLang(), lead, found[1].getLang());
        if (lead < config.leastLead()) {
            return candidate.noting("language-unknown", 1).seeing(this, words);
        }
        return config.allowed().contains(found[0].getLang())
                ? candidate.seeing(this, words)
                : new Rejection(OTHER, words);
    }

    /** One for all tasks of a process: each would read the model again. */
    private static synchronized LanguageDetector detector() {
        LanguageDetector detector = ready;
        if (detector == null) {
            detector = read();
            ready = detector;
        }
        return detector;
    }

    private static LanguageDetector read() {
        try (InputStream in = LanguageDetectorModel.class.getResourceAsStream(MODEL)) {
            if (in == null) {
                throw DasllmException.input(
                        "curate.languages needs OpenNLP's model " + MODEL.substring(1)
                                + ", which is not on the class path",
                        "Give spark-submit --packages org.apache.opennlp:opennlp-models-langdetect:1.3.0, or take"
                                + " curate.languages.allowed out");
            }
            return new ThreadSafeLanguageDetectorME(new LanguageDetectorModel(in));
        } catch (IOException e) {
            throw DasllmException.input("OpenNLP's model of languages cannot be read", "Install Das LLM anew", e);
        }
    }
}
