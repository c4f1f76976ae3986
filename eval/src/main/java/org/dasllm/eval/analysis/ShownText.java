package org.dasllm.eval.analysis;

import java.util.function.UnaryOperator;

/**
 * Texts of one question as the report shows them: masked first, so that no value is cut in half and missed, then shortened.
 *
 * @param mask for this question
 */
record ShownText(UnaryOperator<String> mask) {
    String of(String text, int longest) {
        String shown = mask.apply(text);
        return shown.codePointCount(0, shown.length()) <= longest
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, longest)) + "…";
    }
}
