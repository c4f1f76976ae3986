package org.dasllm.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dasllm.cli.installation.OwnProgram;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.tensor.Precision;

/** A part of the measurement in a process of its own; and, on the other side, what that process does. */
public final class PartProcess {
    /** The hidden command that a part's process runs. */
    public static final String COMMAND = "bench-part";

    private static final String RESULT = "result ";

    private PartProcess() {}

    /** What the part's process does; it answers on standard output. */
    public static void answer(String json) {
        PartJob job = Json.parse(json, PartJob.class, "the job");
        Progress progress = new RelayedProgress(System.out);
        switch (job.part()) {
            case LIMITS -> say(Json.line(LimitsPart.run(job, progress)));
            case TRAINING -> say(Json.line(TrainingPart.run(job, progress)));
            case PREFILL -> say(Json.line(PrefillPart.run(job, progress)));
            case DECODE -> say(Json.line(DecodePart.run(job, progress)));
            case EXPORT -> say(Json.line(ExportPart.run(job, progress)));
            case FIRST_TOKEN -> FirstTokenPart.run(job, PartProcess::say);
            case READ_WEIGHTS -> say(ReadWeightsPart.run(job));
        }
    }

    /** Makes a token in this process as a part's own does, from the reading of its job on, on one thread in float32. */
    public static void firstToken(Path model) {
        answer(Json.line(new PartJob(PartJob.Part.FIRST_TOKEN, model, "auto", Precision.FLOAT32, 1, 1, 0)));
    }

    private static void say(String answer) {
        System.out.println(RESULT + answer);
        System.out.flush();
    }

    /**
     * Runs a part and waits for it.
     *
     * @throws DasllmException what the part's own process said, with its exit code
     */
    static PartResult run(PartJob job, Progress progress) {
        return Json.parse(ask(job, progress).text, PartResult.class, "the result of " + job.part());
    }

    /** Seconds from before a process was started to its answer, which becomes a line of progress. */
    static double secondsToAnswer(PartJob job, Progress progress) {
        TimedAnswer answer = ask(job, progress);
        progress.line(answer.text);
        return answer.seconds;
    }

    private record TimedAnswer(String text, double seconds) {}

    private static TimedAnswer ask(PartJob job, Progress progress) {
        try {
            Path complaints = Files.createTempFile("dasllm-bench", ".log");
            try {
                return ask(job, progress, complaints);
            } finally {
                Files.deleteIfExists(complaints);
            }
        } catch (IOException failure) {
            throw DasllmException.of(
                    ExitCode.FAULT, "A process for " + job.part() + " failed: " + failure.getMessage(), "Run it again");
        }
    }

    private static TimedAnswer ask(PartJob job, Progress progress, Path complaints) throws IOException {
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command(job))
                .redirectError(complaints.toFile())
                .start();
        Thread end = new Thread(process::destroy, "end the part");
        Runtime.getRuntime().addShutdownHook(end);
        String text = "";
        double seconds = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(RESULT)) {
                    seconds = Stopwatch.secondsSince(began);
                    text = line.substring(RESULT.length());
                } else {
                    RelayedProgress.relay(line, progress);
                }
            }
        } finally {
            process.destroy();
        }
        int exitCode = exitCode(process);
        Runtime.getRuntime().removeShutdownHook(end);
        if (exitCode != 0 || text.isEmpty()) {
            throw failure(job, exitCode, Files.readAllLines(complaints));
        }
        return new TimedAnswer(text, seconds);
    }

    /** With this JVM's own options, so that the part runs as the program does. */
    private static List<String> command(PartJob job) {
        return OwnProgram.command(OwnProgram.jvmOptions(), List.of(COMMAND, Json.line(job)));
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DasllmException.of(ExitCode.FAULT, "The measurement was interrupted", "Run it again");
        }
    }

    private static DasllmException failure(PartJob job, int exitCode, List<String> complaints) {
        String part = job.part().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String prefix = "dasllm: ";
        String said = complaints.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).replaceAll("\\.$", ""))
                .findFirst()
                .orElse("its process ended with " + exitCode
                        + (complaints.isEmpty() ? "" : ", saying: " + complaints.get(complaints.size() - 1)));
        ExitCode code = Arrays.stream(ExitCode.values())
                .filter(each -> each.number() == exitCode && each != ExitCode.DONE)
                .findFirst()
                .orElse(ExitCode.INPUT);
        return DasllmException.of(code, "Measuring " + part + ": " + said, "Leave the part out with --only");
    }
}
