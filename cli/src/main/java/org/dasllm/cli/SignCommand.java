package org.dasllm.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.PassphraseOptions;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.folder.FolderFindings;
import org.dasllm.signing.folder.KnownKey;
import org.dasllm.signing.folder.SignedFolder;
import org.dasllm.signing.folder.Signing;
import org.dasllm.signing.key.SigningKey;
import org.dasllm.signing.verifier.FindingsText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dasllm sign}. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        header = "Sign a bundle or a report.",
        description = {
            "The signature speaks of every file in the folder and lies in its folder signatures/, one file for each "
                    + "signer, in OpenSSF Model Signing's layout. Make a key pair first: dasllm sign --new-key owner.pem. Keep the "
                    + "private key owner.pem to yourself, and give owner.pub.pem to those who are to know your signature.",
            "A report that leaves fields open is signed when each is filled in, and one whose verdict is not "
                    + "\"non-inferior\" when you say why; both are kept in sign-off.json, which is signed too."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:signed, or the key pair is made",
            "2:the command line is wrong",
            "3:the folder or the key cannot be used, the folder has changed since it was signed, or fields are open",
            "4:the verdict is not \"non-inferior\", and --despite-verdict does not say why it is signed",
            "70:a fault of this program"
        })
final class SignCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "a bundle, the folder of an evaluation, or another folder")
    private @Nullable Path folder;

    @Option(names = "--key", paramLabel = "FILE", description = "your private key, in PEM")
    private @Nullable Path key;

    @Option(names = "--new-key", paramLabel = "FILE", description = "make a key pair instead of signing")
    private @Nullable Path newKey;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private PassphraseOptions passphrase = new PassphraseOptions();

    @Option(names = "--name", paramLabel = "TEXT", description = "your name, as the signature is to tell it")
    private @Nullable String name;

    @Option(names = "--role", paramLabel = "TEXT", description = "your role, such as: model owner")
    private @Nullable String role;

    @Option(
            names = "--fill",
            paramLabel = "NAME=TEXT",
            description = "a value that only you know and the report leaves open; may be repeated")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--despite-verdict",
            paramLabel = "REASON",
            description = "why you sign although the verdict is not \"non-inferior\"")
    private @Nullable String reason;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        if (newKey != null) {
            make(newKey);
        } else if (folder == null || key == null) {
            throw DasllmException.usage(
                    "There is nothing to sign, or nothing to sign it with",
                    "Name a folder and --key, or make a key pair with --new-key");
        } else {
            sign(folder, SigningKey.read(key, passphrase.read()));
        }
        return ExitCode.DONE.number();
    }

    private void make(Path file) {
        if (folder != null || key != null) {
            throw DasllmException.usage("--new-key makes a key pair and signs nothing", "Sign with --key afterwards");
        }
        GivenOptions.refuse(
                spec,
                Set.of("--name", "--role", "--fill", "--despite-verdict"),
                "is about a signature, and --new-key makes a key pair");
        Path publicKey = SigningKey.create(file, passphrase.read());
        if (json) {
            System.out.print(Json.pretty(Map.of("private_key", file.toString(), "public_key", publicKey.toString())));
        } else {
            System.out.println("private key, for you alone: " + file);
            System.out.println("public key, for all who are to know your signature: " + publicKey);
        }
    }

    private void sign(Path target, SigningKey with) {
        Progress progress = TerminalProgress.standard();
        new Signing(with, plain(name), plain(role), fields, Optional.ofNullable(plain(reason)), Instant.now())
                .sign(target, progress);
        List<KnownKey> own = List.of(new KnownKey(String.valueOf(key), with.verifyingKey()));
        FolderFindings found = SignedFolder.open(target, progress).verify(own, List.of());
        if (json) {
            System.out.print(Json.pretty(found));
        } else {
            FindingsText.lines(found, true).forEach(System.out::println);
        }
        found.require(1);
    }

    /** A text without the space around it; null for one that says nothing. */
    private static @Nullable String plain(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
