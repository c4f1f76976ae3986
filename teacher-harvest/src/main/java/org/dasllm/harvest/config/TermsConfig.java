package org.dasllm.harvest.config;

import java.util.Optional;
import org.dasllm.format.config.Faults;

/**
 * That someone has read what the teacher's vendor allows to be done with its answers. It goes into the run's manifest and the bundle's.
 *
 * @param document the file of the terms as they were read, or its SHA-256
 * @param approvedBy who answers for it
 * @param approvedOn the day, such as 2026-11-29
 * @param intendedUse what the answers are for, in words
 */
public record TermsConfig(String document, String approvedBy, String approvedOn, String intendedUse) {
    public TermsConfig {
        new Faults()
                .unless(!document.isBlank(), "document", "is empty")
                .unless(!approvedBy.isBlank(), "approved_by", "is empty")
                .unless(
                        TeacherPrices.isDate(Optional.of(approvedOn)),
                        "approved_on",
                        "is a date such as 2026-11-29, not '" + approvedOn + "'")
                .unless(!intendedUse.isBlank(), "intended_use", "is empty")
                .refuse();
    }
}
