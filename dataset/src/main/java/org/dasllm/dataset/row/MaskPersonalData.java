package org.dasllm.dataset.row;

import java.io.Serializable;
import java.util.List;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.sample.Sample;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.dasllm.privacy.mask.Masking;
import org.dasllm.privacy.mask.Placeholders;
import org.jspecify.annotations.Nullable;

/**
 * Puts placeholders in the place of personal data and secrets, in prompt and answer alike: the same value has the same placeholder
 * throughout a sample, and JSON still parses. Drops nothing; an answer that its task no longer allows is dropped by its check.
 *
 * <p>It travels to executors as settings, names included; the detectors are made there, once for each that arrives.
 */
public final class MaskPersonalData implements RowStep {
    private static final long serialVersionUID = 1L;
    private static final String MASKED = "masked-values";

    private final Settings settings;
    private transient volatile @Nullable Masking ready;

    private record Settings(List<String> off, List<String> regions, List<String> names) implements Serializable {}

    /** @throws org.dasllm.format.error.DasllmException if the file of names cannot be used */
    public MaskPersonalData(PrivacyConfig config) {
        // Lists that every Java can read back.
        this.settings = new Settings(config.off(), config.regions(), DetectorRegistry.names(config));
        this.ready = masking();
    }

    @Override
    public String name() {
        return "mask-personal-data";
    }

    @Override
    public String version() {
        return String.join(", ", masking().detectors());
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(
                Evidence.noted(
                        "masked-rows", "Rows with personal data or secrets, which were replaced by placeholders"),
                Evidence.noted(MASKED, "Different values that were replaced, counted in each row"));
    }

    @Override
    public Decision decide(Candidate candidate) {
        Placeholders placeholders = masking().sample();
        return Rewrite.of(candidate.sample(), placeholders::mask)
                .map(masked -> candidate
                        .withSample(masked)
                        .noting("masked-rows", 1)
                        .noting(MASKED, values(placeholders))
                        .seeing(this, "replaced were " + placeholders.counts()))
                .orElse(candidate);
    }

    private static long values(Placeholders placeholders) {
        return placeholders.counts().values().stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    /** A sample's texts with placeholders. */
    public Sample masked(Sample sample) {
        return Rewrite.of(sample, masking().sample()::mask).orElse(sample);
    }

    /** A text by itself with placeholders, such as a line that is no sample. */
    public String masked(String text) {
        return masking().sample().mask(text);
    }

    private Masking masking() {
        Masking masking = ready;
        if (masking == null) {
            masking = new Masking(DetectorRegistry.detectors(settings.off(), settings.regions(), settings.names()));
            ready = masking;
        }
        return masking;
    }
}
