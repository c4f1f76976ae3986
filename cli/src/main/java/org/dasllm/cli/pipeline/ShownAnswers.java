package org.dasllm.cli.pipeline;

import java.util.function.UnaryOperator;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.dasllm.privacy.mask.Masking;
import org.dasllm.privacy.mask.Placeholders;
import org.jspecify.annotations.Nullable;

/** How personal data are taken out of what the report shows: as curation does it, or the harvest, or by the usual detectors. */
record ShownAnswers(Masking masking) implements Masks {
    static ShownAnswers of(PipelineConfig config) {
        return of(config.curate().masking(), config.harvest().masking());
    }

    static ShownAnswers of(@Nullable PrivacyConfig first, @Nullable PrivacyConfig second) {
        PrivacyConfig config = first != null ? first : second != null ? second : PrivacyConfig.standard();
        return new ShownAnswers(DetectorRegistry.masking(config));
    }

    @Override
    public UnaryOperator<String> next() {
        Placeholders placeholders = masking.sample();
        return placeholders::mask;
    }
}
