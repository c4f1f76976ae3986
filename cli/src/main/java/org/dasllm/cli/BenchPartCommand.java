package org.dasllm.cli;

import java.util.concurrent.Callable;
import org.dasllm.cli.bench.PartProcess;
import org.dasllm.format.error.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What {@code dasllm bench} starts, once for every part of the measurement. */
@Command(name = PartProcess.COMMAND, hidden = true, header = "One part of dasllm bench, in a process of its own.")
final class BenchPartCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB", description = "as JSON")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String job;

    @Override
    public Integer call() {
        PartProcess.answer(job);
        return ExitCode.DONE.number();
    }
}
