package org.dasllm.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Which commands the archives offer. */
final class InstallationTest {
    @Command(name = "serve")
    static final class Serve {}

    @Command(name = "curate")
    static final class Curate {}

    @Command(name = "train")
    static final class Train {}

    @Command(
            name = "dasllm",
            subcommands = {Serve.class, Curate.class, Train.class})
    static final class Root {}

    private static Set<String> offered(String role) {
        CommandLine line = new CommandLine(new Root());
        Installation.named(role).limit(line, "--help");
        return line.getSubcommands().keySet();
    }

    @Test
    void eachRoleHasTheCommandsThatItsLibrariesAllow() {
        assertThat(offered("everything")).containsExactlyInAnyOrder("serve", "curate", "train");
        assertThat(offered("engine")).containsExactlyInAnyOrder("serve");
        assertThat(offered("gpu-host")).containsExactlyInAnyOrder("serve", "train");
    }

    @Test
    void aCommandOfAnotherArchiveIsRefusedByName() {
        assertThatThrownBy(() -> Installation.named("engine").limit(new CommandLine(new Root()), "train", "x.yaml"))
                .isInstanceOfSatisfying(
                        DasllmException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("The command train is not a part of this installation");
    }

    @Test
    void aCheckoutHasEverything() {
        assertThat(Installation.current().role()).isEqualTo("everything");
    }
}
