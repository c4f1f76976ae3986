package org.dasllm.dataset.row;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import org.dasllm.dataset.config.Normalise;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.RowStep;

/**
 * Takes differences in writing out of prompts and answers. Drops nothing.
 *
 * @param config which differences
 */
public record NormaliseText(Normalise config) implements RowStep {
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final Pattern BLANK = Pattern.compile("[\\p{Zs}\\t&&[^ \\t]]");
    private static final Pattern END_OF_LINE = Pattern.compile("[ \\t]+(?=\n)");

    @Override
    public String name() {
        return "normalise";
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.noted(
                "normalised", "Rows whose writing was changed: Unicode, control characters, white space"));
    }

    @Override
    public Decision decide(Candidate candidate) {
        return Rewrite.of(candidate.sample(), this::text)
                .map(changed ->
                        candidate.withSample(changed).noting("normalised", 1).seeing(this, "the writing was changed"))
                .orElse(candidate);
    }

    /** The text as it is kept. */
    String text(String written) {
        String text = config.controlCharacters() ? withoutControls(written) : written;
        if (config.whiteSpace()) {
            String lines = LINE_BREAK.matcher(text).replaceAll("\n");
            text = END_OF_LINE
                    .matcher(BLANK.matcher(lines).replaceAll(" "))
                    .replaceAll("")
                    .strip();
        }
        return config.unicode() && !Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? Normalizer.normalize(text, Normalizer.Form.NFC)
                : text;
    }

    private static String withoutControls(String written) {
        if (written.codePoints().noneMatch(NormaliseText::goes)) {
            return written;
        }
        StringBuilder kept = new StringBuilder(written.length());
        written.codePoints().filter(character -> !goes(character)).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** Line breaks of all systems and tabs are text; joiners are, too, since scripts and emoji need them. */
    private static boolean goes(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> "\t\n\r\f\u000B\u0085".indexOf(character) < 0;
            case Character.SURROGATE -> true;
            default -> character == 0xFEFF || (character & 0xFFFE) == 0xFFFE;
        };
    }
}
