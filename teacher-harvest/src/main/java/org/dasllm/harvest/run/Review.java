package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.agreement.AgreementReport;
import org.dasllm.harvest.config.HarvestConfig;
import org.jspecify.annotations.Nullable;

/**
 * What people have said of a harvest's prompts so far.
 *
 * @param people what they came to; null where nobody said anything
 * @param unknown how many labels are about prompts that are not asked
 * @param contradictions prompts on which they contradict each other
 */
public record Review(AgreementReport.@Nullable OfPeople people, int unknown, List<Contradiction> contradictions) {
    public Review {
        contradictions = List.copyOf(contradictions);
    }

    /**
     * A prompt with labels of which none is more than half of the people's.
     *
     * @param id of the prompt
     * @param said who said what
     */
    public record Contradiction(String id, String said) {}

    /**
     * Reads filled-in tables and holds them against the prompts and the task. Asks nobody and writes nothing.
     *
     * @throws DasllmException naming file and line, as the harvest would
     */
    public static Review of(HarvestConfig config, List<Path> files, LaterStages later) {
        if (files.isEmpty()) {
            throw DasllmException.usage(
                    "There is no table that people filled in",
                    "Name copies of disagreements.csv, or set harvest.labels.reviewed");
        }
        Harvest.requirePrompts(config);
        List<Sample> samples = PromptFiles.read(config.prompts(), later);
        PeoplesLabels people = PeoplesLabels.read(files, samples, PromptMasking.of(config.masking()), later);
        List<Contradiction> contradictions = new ArrayList<>();
        for (Sample sample : samples) {
            String said = people.contradiction(people.row(sample));
            if (!said.isEmpty()) {
                contradictions.add(new Contradiction(sample.id(), said));
            }
        }
        return new Review(people.report(), people.unknown(), contradictions);
    }
}
