package org.dasllm.signing.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.signing.folder.FolderFindings;
import org.dasllm.signing.folder.SignatureFinding;
import org.dasllm.signing.report.SignOff;
import org.jspecify.annotations.Nullable;

/** What was found of a folder, in lines for people. Texts out of the folder are shown without control characters. */
public final class FindingsText {
    private static final int MOST_LETTERS = 300;

    private FindingsText() {}

    /**
     * The lines.
     *
     * @param keysGiven whether the reader named keys that they know
     */
    public static List<String> lines(FolderFindings found, boolean keysGiven) {
        List<String> lines = new ArrayList<>();
        lines.add(found.folder() + (found.whole() ? " is whole: " + count(found.files()) : " is not as it was:"));
        found.problems().forEach(problem -> lines.add("  " + shown(problem)));
        found.signatures().forEach(signature -> lines.add("  " + signature(signature)));
        if (found.signatures().isEmpty()) {
            lines.add("  no signature: it is not known who made it");
        } else if (!keysGiven) {
            lines.add("  no key was given, so the signers are not identified: name the keys that you know with --key");
        }
        SignOff signOff = found.signOff();
        if (signOff != null) {
            signOff(signOff, lines);
        }
        if (!found.notCovered().isEmpty()) {
            lines.add("  not covered by every signature: " + shown(String.join(", ", found.notCovered())));
        }
        return List.copyOf(lines);
    }

    private static String count(int files) {
        return files + (files == 1 ? " file" : " files");
    }

    private static String signature(SignatureFinding found) {
        return switch (found.state()) {
            case KNOWN -> "signed with the key " + found.knownKey() + said(found) + files(found);
            case UNKNOWN ->
                "signed with a key that was not given, " + key(found) + said(found) + "; who that is has not been shown"
                        + files(found);
            case UNCHECKED ->
                "signature that does not hold its key and cannot be checked without it, " + key(found) + ", in "
                        + shown(found.file()) + files(found);
            case BROKEN -> "broken signature: " + shown(found.file());
        };
    }

    private static String files(SignatureFinding found) {
        return found.filesMatch() ? "" : "; of other files than those here";
    }

    private static String key(SignatureFinding found) {
        return found.keySha256() == null ? "SHA-256 unknown" : "SHA-256 " + found.keySha256();
    }

    private static String said(SignatureFinding found) {
        List<String> parts = new ArrayList<>();
        add(parts, "", found.name());
        add(parts, "", found.role());
        add(parts, "at ", found.signedAt());
        return parts.isEmpty() ? "" : " (it says: " + String.join(", ", parts) + ")";
    }

    private static void add(List<String> parts, String before, @Nullable String text) {
        if (text != null) {
            parts.add(before + shown(text));
        }
    }

    private static void signOff(SignOff signOff, List<String> lines) {
        if (signOff.despiteVerdict() != null) {
            lines.add("  signed despite the verdict \"" + shown(String.valueOf(signOff.verdict())) + "\": "
                    + shown(signOff.despiteVerdict()));
        }
        for (Map.Entry<String, String> field : signOff.fields().entrySet()) {
            lines.add("  filled in by the signer: " + shown(field.getKey()) + ": " + shown(field.getValue()));
        }
    }

    /** A text out of the folder, which may have been made to deceive a terminal. */
    private static String shown(String text) {
        String plain = text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
        return plain.length() > MOST_LETTERS ? plain.substring(0, MOST_LETTERS) + "…" : plain;
    }
}
