package org.dasllm.privacy.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;
import org.dasllm.privacy.detect.PlainText;

/**
 * What is assigned to a name such as {@code password}, {@code token} or {@code api_key}, in five languages: in
 * {@code name=value}, {@code name: value} and {@code "name": "value"}, six characters and more. The value alone is the
 * finding. After {@code =} almost every value counts; after a colon, which sentences have too, it holds letters and either
 * digits or signs and does not repeat itself.
 *
 * <p>Not taken: references such as {@code ${TOKEN}} and {@code process.env.TOKEN}, stars, values in angle brackets.
 */
public final class PasswordDetector implements Detector {
    public static final String KIND = "PASSWORD";

    private static final double LEAST_BITS = 2;

    private static final Pattern ASSIGNED = Pattern.compile(
            "(?:pass-?(?:word|wort|phrase|code)|passwd|pwd|kennwort|zugangscode|mot de passe|contrase(?:ñ|n)a|clave secreta|"
                    + "parola d'ordine|secret|api[_ -]?key|apikey|access[_ -]?key|client[_-]?secret|private[_-]?key|"
                    + "(?:access|auth|refresh|session|id)?[_-]?token)"
                    // A quote may be escaped, where JSON holds JSON.
                    + "[\\\\\"'`*]{0,4} {0,3}(?<operator>=>|:=|=|:|：) {0,3}(?:"
                    + "\\\\?\"(?<double>[^\"\\\\\\n]{6,200})\\\\?\"|'(?<single>[^'\\\\\\n]{6,200})'|`(?<back>[^`\\n]{6,200})`"
                    + "|(?<bare>[^\\s\"'`,;<>(){}\\[\\]&|]{6,200}+))",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern REFERENCE = Pattern.compile(
            "\\$.*|%.*%|<.*>|\\{.*\\}|\\*+|[xX.•_-]+|(?:process\\.env|os\\.environ|env|secrets|vault|https?)[.:].*|"
                    + "true|false|null|none|undefined|required|optional|string|example|bearer|basic");

    @Override
    public String name() {
        return "password";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Finding> find(String text) {
        String plain = PlainText.of(text);
        List<Finding> findings = new ArrayList<>();
        Matcher matcher = ASSIGNED.matcher(plain);
        while (matcher.find()) {
            String group = matcher.group("double") != null
                    ? "double"
                    : matcher.group("single") != null ? "single" : matcher.group("back") != null ? "back" : "bare";
            int begin = matcher.start(group);
            int end = matcher.end(group);
            if (group.equals("bare")) {
                end = sentenceEnd(plain, begin, end);
            }
            boolean equals = matcher.group("operator").endsWith("=");
            if (end - begin >= 6 && isSecret(plain.substring(begin, end), equals)) {
                findings.add(new Finding(KIND, begin, end, "assigned to a name of secrets"));
            }
        }
        return findings;
    }

    /** Without the full stop, comma or question mark of the sentence, and without Markdown's stars. */
    private static int sentenceEnd(String plain, int begin, int end) {
        int stop = end;
        if (plain.startsWith("**", Math.max(begin, stop - 2))) {
            stop -= 2;
        }
        while (stop > begin && ".,:?\\".indexOf(plain.charAt(stop - 1)) >= 0) {
            stop--;
        }
        return stop;
    }

    private static boolean isSecret(String value, boolean equals) {
        if (REFERENCE.matcher(value).matches() || Randomness.bits(value) < LEAST_BITS) {
            return false;
        }
        boolean mixed = Randomness.hasLetter(value)
                && (Randomness.hasDigit(value) || value.chars().anyMatch(c -> "!$%&@#^*+=?~/_".indexOf(c) >= 0));
        return mixed ? value.indexOf(' ') < 0 || Randomness.hasDigit(value) : equals && value.indexOf(' ') < 0;
    }
}
