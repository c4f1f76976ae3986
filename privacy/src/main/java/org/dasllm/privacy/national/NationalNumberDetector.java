package org.dasllm.privacy.national;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import org.dasllm.privacy.detect.Boundary;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;
import org.dasllm.privacy.detect.PlainText;

/** Finds the numbers of one country: of its shape, right by its rule, and in a writing or near a word that tells it. */
public final class NationalNumberDetector implements Detector {
    private final NationalNumber number;

    NationalNumberDetector(NationalNumber number) {
        this.number = number;
    }

    /** One for each country, those first that need a word nearby: where two fit, the word decides. */
    public static List<Detector> all() {
        return NationalNumbers.ALL.stream()
                .<Detector>map(NationalNumberDetector::new)
                .toList();
    }

    @Override
    public String name() {
        return number.name();
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Set<String> kinds() {
        return Set.of(number.kind());
    }

    @Override
    public List<Finding> find(String text) {
        String plain = PlainText.of(text);
        List<Finding> findings = new ArrayList<>();
        Matcher matcher = number.shape().matcher(plain);
        int from = 0;
        while (from < plain.length() && matcher.find(from)) {
            boolean found = isNumber(plain, matcher.start(), matcher.end());
            if (found) {
                findings.add(new Finding(number.kind(), matcher.start(), matcher.end(), "its shape and its rule"));
            }
            from = found ? matcher.end() : matcher.start() + 1;
        }
        return findings;
    }

    private boolean isNumber(String plain, int begin, int end) {
        String written = plain.substring(begin, end);
        String compact = written.replaceAll("[ ./-]", "").toUpperCase(Locale.ROOT);
        if (!Boundary.isNumber(plain, begin, end) || !number.rule().test(compact)) {
            return false;
        }
        return number.alone().matcher(written).matches() || number.words().near(plain, begin, end);
    }
}
