package org.dasllm.privacy.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;
import org.dasllm.privacy.detect.PlainText;

/** JSON Web Tokens, and what stands behind {@code Bearer} and {@code Basic} in an {@code Authorization}. */
public final class TokenDetector implements Detector {
    public static final String JWT = "JWT";
    public static final String BEARER = "BEARER_TOKEN";

    /** Header and claims are JSON objects in base64, whose first two characters are always written {@code eyJ}. */
    private static final Pattern WEB_TOKEN = Pattern.compile(
            "(?<![0-9A-Za-z_-])eyJ[0-9A-Za-z_-]{8,8192}+\\.eyJ[0-9A-Za-z_-]{4,65536}+\\.[0-9A-Za-z_-]{0,8192}+");

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "(?<![0-9A-Za-z_])(?:bearer|authorization[\"']?: {0,3}[\"']?basic) {1,3}(?<token>[0-9A-Za-z._~+/-]{16,65536}+={0,2})",
            Pattern.CASE_INSENSITIVE);

    @Override
    public String name() {
        return "token";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Set<String> kinds() {
        return Set.of(JWT, BEARER);
    }

    @Override
    public List<Finding> find(String text) {
        String plain = PlainText.of(text);
        List<Finding> findings = new ArrayList<>();
        Matcher webToken = WEB_TOKEN.matcher(plain);
        while (webToken.find()) {
            findings.add(new Finding(JWT, webToken.start(), webToken.end(), "a header and claims in base64"));
        }
        Matcher bearer = AUTHORIZATION.matcher(plain);
        while (bearer.find()) {
            int begin = bearer.start("token");
            int end = bearer.end("token");
            while (end > begin + 1 && plain.charAt(end - 1) == '.') {
                end--;
            }
            if (Randomness.hasDigit(plain.substring(begin, end))) {
                findings.add(new Finding(BEARER, begin, end, "behind the name of its scheme"));
            }
        }
        return findings;
    }
}
