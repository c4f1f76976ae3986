package org.dasllm.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A signed bundle in its run, backed up by the archive everything, then restored and served by the archive engine where there is no network: a
 * name space of its own, with the loopback device alone. Every attempt to connect to another address is counted.
 */
final class RestoreDrillIT {
    private static final Path RUN = Path.of("cli", "src", "test", "fixtures", "run-0.1.0", "run");

    /** As strace writes a call of connect to an address of the internet. */
    private static final Pattern CONNECT = Pattern.compile("connect\\(.*sa_family=AF_INET6?,.*");

    private static final Pattern LOOPBACK =
            Pattern.compile("inet_addr\\(\"127\\.[0-9.]+\"\\)|inet_pton\\(AF_INET6, \"(::1|::ffff:127\\.[0-9.]+)\"");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void fromABackupToTheFirstTokenOnABareMachine() throws IOException, InterruptedException {
        Path store = folder.resolve("store");
        backUp(store);
        List<String> drill = new ArrayList<>(offline());
        Path calls = folder.resolve("calls");
        boolean counted = works("strace", "-f", "--seccomp-bpf", "-qq", "true");
        if (counted) {
            drill.addAll(
                    List.of("strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect", "-o", calls.toString()));
        }
        drill.addAll(List.of(
                Archive.ROOT.resolve("deploy/drill").toString(),
                Archive.file("engine").toString(),
                store.toString()));
        Archive.Ran ran = Archive.run(
                folder, Map.of("DRILL_KEY", folder.resolve("owner.pub.pem").toString()), drill);
        System.out.println(ran.text());
        assertThat(ran.code()).as(ran.text()).isZero();
        assertThat(ran.text())
                .contains("first token", "report.json", "the run's manifest is there")
                .contains("signed with the key " + folder.resolve("owner.pub.pem"));
        if (counted) {
            List<String> connects = Files.readAllLines(calls).stream()
                    .filter(line -> CONNECT.matcher(line).find())
                    .toList();
            assertThat(connects).as("the drill's own question is seen").isNotEmpty();
            assertThat(connects).allMatch(line -> LOOPBACK.matcher(line).find());
            System.out.println("connections: " + connects.size() + " to loopback, 0 elsewhere");
        } else {
            System.out.println("connections: not counted, as there is no strace");
        }
    }

    private void backUp(Path store) throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        copy(Archive.ROOT.resolve(RUN), run);
        String dasllm = Archive.unpack("everything", folder).launcher().toString();
        String key = folder.resolve("owner").toString();
        String bundle = run.resolve("bundle").toString();
        for (List<String> command : List.of(
                List.of(dasllm, "sign", "--new-key", key),
                List.of(dasllm, "sign", bundle, "--key", key, "--name", "owner"),
                List.of(dasllm, "backup", bundle, store.toString()))) {
            Archive.Ran ran = Archive.run(folder, Map.of(), command);
            assertThat(ran.code()).as(command + ": " + ran.text()).isZero();
            System.out.print(ran.text());
        }
    }

    /** The beginning of a command that runs without a network. */
    private List<String> offline() throws IOException, InterruptedException {
        List<String> without = List.of("unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");
        List<String> trial = new ArrayList<>(without);
        trial.add("true");
        assumeTrue(
                works(trial.toArray(new String[0])),
                "skipped: this user may not make a name space without a network by unshare -n, or there is no ip");
        return without;
    }

    private boolean works(String... command) throws InterruptedException {
        try {
            return Archive.run(folder, Map.of(), command).code() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
