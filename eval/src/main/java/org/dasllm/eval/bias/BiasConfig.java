package org.dasllm.eval.bias;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of people are compared, and by what.
 *
 * @param groups the samples' attributes that name groups, such as {@code gender}
 * @param decision the metric whose label is what people get: {@code exact} or {@code field:<name>}
 * @param favourable the labels that are good to get; whoever gets one of them counts as selected
 * @param pair the attribute that names a set of questions which differ in the people only; with {@code variant}
 * @param variant the attribute that names the people in such a set, such as {@code male} and {@code female}
 * @param panel a file of samples that are asked beside the test: with the teacher's answers, and people's labels as gold where there are any;
 *     or {@code sha256:<hash>} of one that is kept
 * @param panels the folder where panels are kept by their hashes
 */
public record BiasConfig(
        @Default("[]") List<String> groups,
        @Default("exact") String decision,
        @Default("[]") List<String> favourable,
        @Nullable String pair,
        @Nullable String variant,
        @Nullable String panel,
        @Default("panels") Path panels) {

    public BiasConfig {
        groups = List.copyOf(groups);
        favourable = List.copyOf(favourable);
        new Faults()
                .unless(
                        decision.equals("exact") || (decision.startsWith("field:") && decision.length() > 6),
                        "decision",
                        "is exact or field:<name>, not '" + decision + "'")
                .unless((pair == null) == (variant == null), "pair and variant are given together or not at all")
                .unless(!groups.isEmpty() || pair != null, "names neither groups nor pairs to compare")
                .refuse();
    }

    /**
     * What a plan fixes: the panel by its hash, wherever it is.
     *
     * @throws org.dasllm.format.error.DasllmException if the panel is not there
     */
    public ObjectNode planned() {
        ObjectNode planned = ConfigJson.of(this);
        planned.remove("panels");
        if (panel != null) {
            planned.put("panel", new PanelStore(panels).hash(panel));
        }
        return planned;
    }
}
