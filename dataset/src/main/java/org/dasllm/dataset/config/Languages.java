package org.dasllm.dataset.config;

import java.io.Serializable;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * Which languages prompts may be in.
 *
 * @param allowed ISO 639-3 codes, such as {@code eng}, {@code deu}; none for all, and then no language is looked for
 * @param leastLead how many times as likely as the second language the first must be to count as known; a prompt whose language is not known
 *     stays. The model spreads likelihood over 103 languages, so that the first seldom has more than a tenth of it
 * @param leastLetters shorter prompts are not judged, since that would be guessing
 */
public record Languages(
        @Default("[]") List<String> allowed,
        @Default("1.5") double leastLead,
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
        faults.unless(leastLead >= 1, "least_lead", "is at least 1, not " + leastLead)
                .unless(leastLetters >= 1, "least_letters", "is at least 1, not " + leastLetters)
                .refuse();
    }
}
