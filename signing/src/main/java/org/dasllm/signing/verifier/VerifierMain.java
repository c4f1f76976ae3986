package org.dasllm.signing.verifier;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.jspecify.annotations.Nullable;

/** {@code java -jar dasllm-verify.jar}: the verifier by itself, for those who have no dasllm. It asks nothing of any network. */
public final class VerifierMain {
    private static final String USAGE = """
            Usage: java -jar dasllm-verify.jar FOLDER [--key PUBLIC_KEY]... [--at-least N] [--signature FILE]... [--json]

            Checks a bundle or the folder of a report against its signatures: every file, every signature.
            Nothing is asked of any network. Keys are those of signers that you know; every one of them must have
            signed, or at least N.

            Exit codes:
              0   whole, and signed by the keys that were given
              2   the command line is wrong
              3   a file or a signature has changed, is missing, is extra, or cannot be read
              4   whole, but not signed by the keys that were given
              70  a fault of this program
            """;

    private VerifierMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    static int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(USAGE);
            return arguments.isEmpty() ? ExitCode.USAGE.number() : ExitCode.DONE.number();
        }
        try {
            parsed(arguments.iterator()).run(System.out, Progress.SILENT);
            return ExitCode.DONE.number();
        } catch (DasllmException failure) {
            System.err.println("dasllm-verify: " + failure.getMessage());
            return failure.exitCode().number();
        } catch (OutOfMemoryError full) {
            System.err.println("dasllm-verify: The memory is used up by what is in the folder (" + full.getMessage()
                    + "). Look which file there is too large, or raise the heap: java -Xmx8g -jar dasllm-verify.jar.");
            return ExitCode.INPUT.number();
        } catch (RuntimeException | StackOverflowError | LinkageError fault) {
            System.err.println("dasllm-verify: a fault of this program: " + fault + ". Please report it.");
            return ExitCode.FAULT.number();
        }
    }

    private static VerifierCall parsed(Iterator<String> arguments) {
        Path folder = null;
        List<Path> keys = new ArrayList<>();
        List<Path> signatures = new ArrayList<>();
        Optional<Integer> atLeast = Optional.empty();
        boolean json = false;
        while (arguments.hasNext()) {
            String argument = arguments.next();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String option = equals < 0 ? argument : argument.substring(0, equals);
            String given = equals < 0 ? null : argument.substring(equals + 1);
            switch (option) {
                case "--key" -> keys.add(path(value(option, given, arguments)));
                case "--signature" -> signatures.add(path(value(option, given, arguments)));
                case "--at-least" -> atLeast = Optional.of(number(value(option, given, arguments)));
                case "--json" -> json = true;
                default -> {
                    if (argument.startsWith("-") || folder != null) {
                        throw usage("does not know " + argument);
                    }
                    folder = path(argument);
                }
            }
        }
        if (folder == null) {
            throw usage("names no folder");
        }
        return new VerifierCall(folder, keys, atLeast, signatures, json);
    }

    private static String value(String option, @Nullable String given, Iterator<String> more) {
        if (given != null) {
            return given;
        }
        if (!more.hasNext()) {
            throw usage("has nothing after " + option);
        }
        return more.next();
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,4}")) {
            throw usage("has " + text + " after --at-least, which is no number");
        }
        return Integer.parseInt(text);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw usage("has no path of this system in " + text);
        }
    }

    private static DasllmException usage(String what) {
        return DasllmException.usage("The command line " + what, "See: java -jar dasllm-verify.jar --help");
    }
}
