package org.dasllm.signing.folder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.signing.folder.SignatureFinding.State;
import org.dasllm.signing.key.VerifyingKey;
import org.dasllm.signing.statement.Resource;
import org.dasllm.signing.statement.SignatureFile;
import org.dasllm.signing.statement.Signer;
import org.dasllm.signing.statement.Statement;
import org.jspecify.annotations.Nullable;

/** Holds a signature against its key and against the files of its folder. */
final class SignatureCheck {
    private final SignatureFile signature;
    private final List<KnownKey> keys;
    private final List<String> problems = new ArrayList<>();

    private SignatureCheck(SignatureFile signature, List<KnownKey> keys) {
        this.signature = signature;
        this.keys = keys;
    }

    /** The finding, and what is wrong with the files by this signature. */
    record Result(SignatureFinding finding, List<String> problems, Optional<Statement> statement) {}

    /** A file that is no signature at all. */
    static Result unreadable(String file, DasllmException fault) {
        SignatureFinding finding =
                new SignatureFinding(file, State.BROKEN, null, null, null, null, null, false, reason(file, fault));
        return new Result(finding, List.of(), Optional.empty());
    }

    /** What is wrong with a file whose name stands before it already; what to do is said of the whole folder. */
    private static String reason(String file, DasllmException fault) {
        String named = "The signature " + file + " ";
        String what = fault.what();
        if (what.startsWith(named)) {
            return "it " + what.substring(named.length());
        }
        return what.startsWith(file + ", ") ? what.substring(file.length() + 2) : what;
    }

    /** @param content the folder's files that are not signatures */
    static Result of(SignatureFile signature, List<KnownKey> keys, FolderFiles files, List<String> content) {
        return new SignatureCheck(signature, keys).result(files, content);
    }

    private Result result(FolderFiles files, List<String> content) {
        Statement statement = signature.statement();
        compare(statement, files, content);
        Signer signer = statement.signer();
        Optional<KnownKey> known = keys.stream().filter(this::meant).findFirst();
        Optional<String> fault;
        State state;
        try {
            fault = fault(signer, known);
            state = fault.isPresent() ? State.BROKEN : state(signer, known);
        } catch (DasllmException noKey) {
            fault = Optional.of(noKey.what());
            state = State.BROKEN;
        }
        SignatureFinding finding = new SignatureFinding(
                signature.where(),
                state,
                known.map(each -> each.key().fingerprint())
                        .orElse(signature.keyHint().isEmpty() ? null : signature.keyHint()),
                state == State.KNOWN ? known.map(KnownKey::name).orElse(null) : null,
                signer == null ? null : signer.name(),
                signer == null ? null : signer.role(),
                signer == null ? null : signer.signedAt(),
                problems.isEmpty(),
                fault.orElse(null));
        return new Result(finding, List.copyOf(problems), Optional.of(statement));
    }

    private static State state(@Nullable Signer signer, Optional<KnownKey> known) {
        if (known.isPresent()) {
            return State.KNOWN;
        }
        return signer == null ? State.UNCHECKED : State.UNKNOWN;
    }

    /** Whether a key is the one that the signature names; one that names none is tried with all. */
    private boolean meant(KnownKey known) {
        return signature.keyHint().isEmpty()
                ? signature.madeWith(known.key())
                : signature.keyHint().equals(known.key().fingerprint());
    }

    private Optional<String> fault(@Nullable Signer signer, Optional<KnownKey> known) {
        if (known.isPresent() && !signature.madeWith(known.get().key())) {
            return Optional.of("it was not made with the key " + known.get().name() + " that it names");
        }
        if (signer == null) {
            // A changed byte can take the signer out of what is read, and then there is no key to see it by.
            return known.isEmpty() && signature.statement().otherParts()
                    ? Optional.of("it has parts that are not known here, and the key that it names was not given")
                    : Optional.empty();
        }
        VerifyingKey own = VerifyingKey.parse(signer.publicKey(), signature.where());
        if (!own.fingerprint().equals(signature.keyHint())) {
            return Optional.of("it names two keys");
        }
        return signature.madeWith(own) ? Optional.empty() : Optional.of("it was not made with the key that it names");
    }

    private void compare(Statement statement, FolderFiles files, List<String> content) {
        Set<String> names = new HashSet<>();
        for (Resource resource : statement.resources()) {
            names.add(resource.name());
            if (!files.sizes().containsKey(resource.name())) {
                problems.add(resource.name() + " was signed and is missing");
            } else if (!files.hash(resource.name()).equals(resource.sha256())) {
                problems.add(resource.name() + " has changed since it was signed");
            }
        }
        content.stream()
                .filter(path -> !names.contains(path) && !statement.ignores(path))
                .forEach(path -> problems.add(path + " was not signed"));
    }
}
