package org.dasllm.dataset.config;

import java.io.Serializable;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * Which languages prompts may be in.
 *
 * @param allowed ISO 639-3 codes, such as {@code eng}, {@code deu}; none for all, and then no language is looked for
 * @param leastConfidence from which a language counts as known, 0 to 1; a prompt whose language is not known stays
 * @param leastLetters of shorter prompts no language is told, since that would be guessing
 */
public record Languages(
        @Default("[]") List<String> allowed,
        @Default("0.5") double leastConfidence,
        @Default("40") int leastLetters) implements Serializable {
    public Languages {
        allowed = List.copyOf(allowed);
        Faults faults = new Faults();
        for (String code : allowed) {
            faults.unless(
                    code.matches("[a-z]{3}"),
                    "allowed",
                    "holds codes of three letters, such as eng, not '" + code + "'");
        }
        faults.unless(
                        leastConfidence >= 0 && leastConfidence <= 1,
                        "least_confidence",
                        "is from 0 to 1, not " + leastConfidence)
                .unless(leastLetters >= 1, "least_letters", "is at least 1, not " + leastLetters)
                .refuse();
    }
}
