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
 * Keys that begin as their issuers' keys do, and are as long: OpenAI and those who followed, Anthropic, xAI, Groq, Google,
 * Amazon, GitHub, GitLab, Slack, Stripe, Hugging Face, npm, PyPI, SendGrid, DigitalOcean. Examples such as
 * {@code sk-xxxxxxxxxxxxxxxxxxxxxxxx}, whose characters repeat, are left.
 */
public final class ApiKeyDetector implements Detector {
    public static final String KIND = "API_KEY";

    private static final double LEAST_BITS = 2.5;

    /** Every part is bounded, so that the time for each beginning is. */
    private static final Pattern KEY = Pattern.compile("(?<![0-9A-Za-z])(?:"
            + String.join(
                    "|",
                    List.of(
                            // Words with hyphens, such as sk-learn-style-names, have no digit.
                            "sk-(?=[A-Za-z_-]{0,100}[0-9])[0-9A-Za-z_-]{20,250}",
                            "xai-(?=[A-Za-z_-]{0,100}[0-9])[0-9A-Za-z_-]{20,250}",
                            "gsk_[0-9A-Za-z]{40,60}",
                            "AIza[0-9A-Za-z_-]{35}",
                            "(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}",
                            "gh[pousr]_[0-9A-Za-z]{36,250}",
                            "github_pat_[0-9A-Za-z_]{22,250}",
                            "glpat-[0-9A-Za-z_-]{20,100}",
                            "xox[abeoprs]-[0-9A-Za-z-]{10,250}",
                            "xapp-[0-9]-[0-9A-Za-z-]{10,250}",
                            "hooks\\.slack\\.com/services/T[0-9A-Z]{6,15}/B[0-9A-Z]{6,15}/[0-9A-Za-z]{20,30}",
                            "[rsp]k_(?:live|test)_[0-9A-Za-z]{10,250}",
                            "whsec_[0-9A-Za-z+/=]{20,100}",
                            "hf_[0-9A-Za-z]{30,50}",
                            "npm_[0-9A-Za-z]{36}",
                            "pypi-AgEI[0-9A-Za-z_-]{50,250}",
                            "SG\\.[0-9A-Za-z_-]{20,24}\\.[0-9A-Za-z_-]{40,45}",
                            "do[opr]_v1_[0-9a-f]{64}"))
            + ")(?![0-9A-Za-z])");

    @Override
    public String name() {
        return "api_key";
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
        List<Finding> findings = new ArrayList<>();
        Matcher matcher = KEY.matcher(PlainText.of(text));
        while (matcher.find()) {
            if (Randomness.bits(matcher.group()) >= LEAST_BITS) {
                findings.add(
                        new Finding(KIND, matcher.start(), matcher.end(), "the beginning and length of a known key"));
            }
        }
        return findings;
    }
}
