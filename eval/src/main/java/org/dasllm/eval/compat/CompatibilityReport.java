package org.dasllm.eval.compat;

import java.util.List;

/**
 * Whether a product that reads the old answers can read the new ones.
 *
 * @param old answers that the product has been reading
 * @param fresh new answers
 * @param paired new answers to questions that old ones are known of, by id
 * @param unaffected new answers without a breaking difference
 * @param breaks the breaking ones first, the frequent ones first among these
 */
public record CompatibilityReport(int old, int fresh, int paired, int unaffected, List<Break> breaks) {
    /** Whether nothing breaks. */
    public boolean compatible() {
        return breaks.stream().noneMatch(each -> each.severity() == Break.Severity.BREAKING);
    }
}
