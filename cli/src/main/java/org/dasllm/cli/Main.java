package org.dasllm.cli;

import java.io.PrintWriter;
import org.dasllm.cli.installation.Installation;
import org.dasllm.cli.installation.Version;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code dasllm}: the root of the commands. */
@Command(
        name = "dasllm",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Own the means of token production.%n",
        description = {
            "Harvest labels from a rented teacher model, prove a small open model as good on your task,",
            "and serve it at the same URL.%n"
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ResolveCommand.class,
            HarvestCommand.class,
            ReviewCommand.class,
            GatewayCommand.class,
            CurateCommand.class,
            TrainCommand.class,
            PlanCommand.class,
            EvaluateCommand.class,
            ReportCommand.class,
            CompatCommand.class,
            SeedsCommand.class,
            LearningCurveCommand.class,
            NextCommand.class,
            CostCommand.class,
            ExportCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ServeCommand.class,
            ChatCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            BenchPartCommand.class,
            PullCommand.class,
            ModelsCommand.class,
            ImportCommand.class,
            TeachersCommand.class,
            GgufCommand.class,
            ClassArchiveCommand.class,
            TokenizerCommand.class,
            PretrainCommand.class,
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:the command line or the configuration is wrong",
            "3:a file, a server or the machine did not give what was needed",
            "4:the verdict is not \"non-inferior\" (evaluate, run, report, seeds), there is none to export by, answers break (compat), or signatures are wanting (verify)",
            "5:the budget for paid answers is used up",
            "70:a fault of this program"
        },
        footer = "%nStart with: ./dasllm demo")
public final class Main implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandLine.Model.CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** The tree of all commands, as it is parsed by. */
    static CommandLine commands() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // A path may begin with an @.
        line.setExpandAtFiles(false);
        return line;
    }

    /** Runs a command line and returns its exit code. */
    static int run(String... arguments) {
        CommandLine line = commands();
        line.setExecutionExceptionHandler((exception, command, parsed) -> report(exception, command.getErr()));
        line.setParameterExceptionHandler(Main::reportUsage);
        try {
            Installation.current().limit(line, arguments);
        } catch (DasllmException absent) {
            return report(absent, line.getErr());
        }
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError full) {
            System.err.println(
                    "dasllm: The memory is used up (" + full.getMessage()
                            + "). Close other programs, take smaller batches, or raise the heap with DASLLM_JAVA_OPTIONS=-Xmx8g.");
            return ExitCode.INPUT.number();
        } catch (LinkageError incomplete) {
            return fault(incomplete, line.getErr());
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int report(Exception exception, PrintWriter err) {
        if (exception instanceof DasllmException failure) {
            err.println("dasllm: " + failure.getMessage());
            return failure.exitCode().number();
        }
        return fault(exception, err);
    }

    private static int fault(Throwable fault, PrintWriter err) {
        // Some libraries put a whole stack trace into a message.
        String firstLine = fault.toString().lines().findFirst().orElse("");
        err.println("dasllm: a fault of this program: " + firstLine
                + ". Please report it with the command and, if you can, the configuration.");
        if (System.getenv("DASLLM_DEBUG") != null) {
            fault.printStackTrace(err);
        } else {
            err.println("  DASLLM_DEBUG=1 in the environment shows where it happened.");
        }
        return ExitCode.FAULT.number();
    }

    private static int reportUsage(ParameterException exception, String[] arguments) {
        PrintWriter err = exception.getCommandLine().getErr();
        String help = exception.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        err.println("dasllm: " + exception.getMessage() + ". See: " + help);
        return ExitCode.USAGE.number();
    }
}
