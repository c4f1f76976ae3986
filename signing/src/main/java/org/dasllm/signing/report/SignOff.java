package org.dasllm.signing.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.Json;
import org.dasllm.format.signature.SignatureFiles;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * {@code sign-off.json}: what the signers of a report or a bundle wrote down. It lies beside what is signed, and is signed with it.
 *
 * @param version of the layout, see {@link #KIND}
 * @param verdict the outcome that was signed, such as {@code not-shown}; null where there is none
 * @param despiteVerdict why it was signed although it is not a passing one; null where it is
 * @param fields what only a person knows, by the names under which the report leaves it open
 */
public record SignOff(
        int version, @Nullable String verdict, @Nullable String despiteVerdict, Map<String, String> fields) {
    public static final FileKind KIND = new FileKind("the sign-off of a report", "version", 1);

    public SignOff {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    public static SignOff read(Path folder) {
        return KIND.read(folder.resolve(SignatureFiles.SIGN_OFF), SignOff.class);
    }

    /** Whether there is nothing to keep. */
    boolean isEmpty() {
        return despiteVerdict == null && fields.isEmpty();
    }

    public void write(Path folder) {
        Json.write(folder.resolve(SignatureFiles.SIGN_OFF), this);
    }
}
