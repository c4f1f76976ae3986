package org.dasllm.cli.installation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.dasllm.format.error.DasllmException;
import picocli.CommandLine;

/**
 * Which of the archives this program was started from. One for a role of a machine has only the libraries that the role needs, and so offers only
 * the commands that go with them.
 *
 * @param role the archive's name
 * @param offered which commands can do their work here
 */
public record Installation(String role, Predicate<String> offered) {
    private static final String RESOURCE = "/META-INF/dasllm-role";
    /** Set by the launcher of an archive: the folder to which it was unpacked. */
    private static final String HOME = "dasllm.home";

    /** What answers, keeps what answers, and records what others answer. */
    private static final Set<String> OF_AN_ENGINE = Set.of(
            "serve", "chat", "gateway", "sign", "verify", "backup", "restore", "doctor", "pull", "models", "import",
            "gguf");

    /** Curation, which takes Spark, and what begins with it. */
    private static final Set<String> WITH_SPARK = Set.of("demo", "run", "curate", "next");

    private static final Installation EVERYTHING = new Installation("everything", command -> true);
    private static final List<Installation> ALL = List.of(
            EVERYTHING,
            new Installation("engine", OF_AN_ENGINE::contains),
            new Installation("gpu-host", command -> !WITH_SPARK.contains(command)));

    /** That of this process. */
    public static Installation current() {
        try (InputStream in = Installation.class.getResourceAsStream(RESOURCE)) {
            return in == null ? EVERYTHING : named(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Installation named(String role) {
        return ALL.stream()
                .filter(each -> each.role.equals(role))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no role " + role));
    }

    /** A folder or file that the archive has beside the program; empty in a checkout, and where it is not there. */
    public static Optional<Path> file(Path relative) {
        return Optional.ofNullable(System.getProperty(HOME))
                .map(home -> Path.of(home).resolve(relative))
                .filter(Files::exists);
    }

    /**
     * Takes the commands away that cannot do their work here.
     *
     * @param arguments of the program
     * @throws DasllmException if one of them is asked for
     */
    public void limit(CommandLine line, String... arguments) {
        List<String> absent = line.getSubcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .filter(name -> !offered.test(name))
                .toList();
        if (arguments.length > 0 && absent.contains(arguments[0])) {
            throw DasllmException.usage(
                    "The command " + arguments[0] + " is not a part of this installation, which is the archive " + role,
                    "Install the archive everything for it");
        }
        absent.forEach(line.getCommandSpec()::removeSubcommand);
        if (System.getProperty(HOME) != null) {
            line.getCommandSpec()
                    .usageMessage()
                    .footer("%nStart with: dasllm " + (offered.test("demo") ? "demo" : "doctor"));
        }
    }
}
