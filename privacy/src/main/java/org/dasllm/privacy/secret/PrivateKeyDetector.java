package org.dasllm.privacy.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;

/** Private keys in PEM or OpenPGP armour, with both border lines; where the end is cut off, up to where its characters end. */
public final class PrivateKeyDetector implements Detector {
    public static final String KIND = "PRIVATE_KEY";

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN [0-9A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----");
    private static final Pattern END = Pattern.compile("-----END [0-9A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----");

    /** Base64, line breaks, escapes of those in JSON, and the colons, commas and full stops of headers. */
    private static final String BODY = "+/= \t\r\n\\:,._-";

    @Override
    public String name() {
        return "private_key";
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
        Matcher begin = BEGIN.matcher(text);
        Matcher end = END.matcher(text);
        int from = 0;
        while (from <= text.length() && begin.find(from)) {
            int body = begin.end();
            while (body < text.length() && isBody(text.charAt(body)) && !text.startsWith("-----", body)) {
                body++;
            }
            boolean closed = end.region(body, text.length()).lookingAt();
            int stop = closed ? end.end() : trimmed(text, begin.end(), body);
            findings.add(new Finding(KIND, begin.start(), stop, closed ? "its border lines" : "its first border line"));
            from = stop;
        }
        return findings;
    }

    private static boolean isBody(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || BODY.indexOf(c) >= 0;
    }

    private static int trimmed(String text, int begin, int end) {
        int stop = end;
        while (stop > begin && (Character.isWhitespace(text.charAt(stop - 1)) || text.charAt(stop - 1) == '\\')) {
            stop--;
        }
        return stop;
    }
}
