package org.dasllm.cli.bench;

import java.util.List;
import org.dasllm.format.progress.Progress;

/** From the start of a process to its first token, the model's file in the page cache. */
final class StartPart {
    private StartPart() {}

    static PartResult run(PartJob job, Progress progress) {
        Figure.Samples samples = Figure.Samples.ofCost(
                "start",
                "start of a process to its first token",
                "s",
                "a process that only reads the weights' file, all threads, next to each sample");
        progress.start("start", job.repeats(), "samples");
        PartProcess.secondsToAnswer(job.with(PartJob.Part.READ_WEIGHTS), Progress.SILENT);
        for (int i = 0; i < job.repeats(); i++) {
            double before = PartProcess.secondsToAnswer(job.with(PartJob.Part.READ_WEIGHTS), Progress.SILENT);
            // How the last one spent its time is worth a line.
            Progress told = i == job.repeats() - 1 ? progress : Progress.SILENT;
            double seconds = PartProcess.secondsToAnswer(job.with(PartJob.Part.FIRST_TOKEN), told);
            samples.add(seconds, before);
            progress.update(i + 1, "");
        }
        progress.finish();
        return PartResult.of("", List.of(samples.figure()));
    }
}
