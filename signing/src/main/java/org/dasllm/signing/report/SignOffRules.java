package org.dasllm.signing.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.signature.SignatureFiles;

/**
 * What must be said before something is signed: the values of the fields that the report leaves open, and why, if the verdict is not a
 * passing one.
 */
public final class SignOffRules {
    private SignOffRules() {}

    /**
     * What the first signer of a folder writes down.
     *
     * @param folder a report's, a bundle, or any other
     * @param fields values by the names of open fields
     * @param despiteVerdict why a verdict is signed that is not a passing one; empty where it is not said
     * @return what to write; empty where there is nothing to write down
     * @throws DasllmException naming the fields that are open still, or the verdict that nobody answers for
     */
    public static Optional<SignOff> first(Path folder, Map<String, String> fields, Optional<String> despiteVerdict) {
        Optional<Judged> judged = Judged.in(folder);
        List<String> open = judged.map(Judged::openFields).orElse(List.of());
        for (Map.Entry<String, String> field : fields.entrySet()) {
            requireOpen(field, open, folder);
        }
        judged.ifPresent(each -> require(each, fields, despiteVerdict));
        boolean passed = judged.map(Judged::passed).orElse(true);
        if (passed && despiteVerdict.isPresent()) {
            throw DasllmException.usage(
                    folder + " has no verdict that it would be signed in spite of", "Leave --despite-verdict out");
        }
        SignOff signOff = new SignOff(
                SignOff.KIND.version(), judged.map(Judged::outcome).orElse(null), despiteVerdict.orElse(null), fields);
        return signOff.isEmpty() ? Optional.empty() : Optional.of(signOff);
    }

    /**
     * Lets a folder pass that was signed before, if its first signer wrote down what is needed.
     *
     * @throws DasllmException as {@link #first} does
     */
    public static void requireStanding(Path folder) {
        Optional<SignOff> written = Files.exists(folder.resolve(SignatureFiles.SIGN_OFF))
                ? Optional.of(SignOff.read(folder))
                : Optional.empty();
        Map<String, String> fields = written.map(SignOff::fields).orElse(Map.of());
        Optional<String> reason = written.map(SignOff::despiteVerdict);
        Judged.in(folder).ifPresent(judged -> require(judged, fields, reason));
    }

    private static void require(Judged judged, Map<String, String> fields, Optional<String> despiteVerdict) {
        List<String> left = judged.openFields().stream()
                .filter(name -> !fields.containsKey(name))
                .toList();
        if (!left.isEmpty()) {
            throw DasllmException.input(
                    judged.source() + " leaves open what only a person knows: " + String.join(", ", left),
                    "Give each with --fill 'NAME=TEXT'");
        }
        if (!judged.passed() && despiteVerdict.isEmpty()) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    "The verdict in " + judged.source() + " is \"" + judged.outcome()
                            + "\", not \"non-inferior\", so it is not signed",
                    "Say why it is signed all the same with --despite-verdict 'REASON', which is kept and signed too");
        }
    }

    private static void requireOpen(Map.Entry<String, String> field, List<String> open, Path folder) {
        if (!open.contains(field.getKey())) {
            throw DasllmException.usage(
                    "The report in " + folder + " does not leave '" + field.getKey() + "' open"
                            + (open.isEmpty() ? "" : ", but " + String.join(", ", open)),
                    "Fill in what it leaves open");
        }
        if (field.getValue().isBlank()) {
            throw DasllmException.usage("--fill gives '" + field.getKey() + "' no value", "Write --fill 'NAME=TEXT'");
        }
    }
}
