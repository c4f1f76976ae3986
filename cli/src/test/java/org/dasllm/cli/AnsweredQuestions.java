package org.dasllm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;

/** Labelled questions with a teacher that is always right, and a run file for them. */
record AnsweredQuestions(Path folder, int questions) {
    static final String RIGHT = "card";
    static final String WRONG = "loan";

    /** Writes questions and run file. */
    static AnsweredQuestions in(Path folder, int questions) throws IOException {
        AnsweredQuestions written = new AnsweredQuestions(folder, questions);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            samples.add(sample("q" + i, i % 4 == 0 ? "phone" : "app"));
        }
        SampleFile.write(written.test(), samples);
        SampleFile.write(written.train(), List.of(sample("t0", "app")));
        Files.writeString(folder.resolve("recorded.csv"), "text,label\nhello,card\n");
        Files.writeString(written.run(), """
                run: r
                runs: %s
                task: {kind: label, labels: [card, loan]}
                harvest: {recorded: {files: [{path: %s}], label_column: label}}
                student: {base: demo/models/student-base}
                evaluate: {margin: 0.05, slices: [channel]}
                """.formatted(folder.resolve("runs"), folder.resolve("recorded.csv")));
        return written;
    }

    private static Sample sample(String id, String channel) {
        return new Sample(
                id,
                "customer of " + id,
                null,
                List.of(Message.user("message " + id)),
                RIGHT,
                RIGHT,
                Map.of("channel", channel),
                "teacher:rule");
    }

    Path run() {
        return folder.resolve("run.yaml");
    }

    Path test() {
        return folder.resolve("test.jsonl");
    }

    Path train() {
        return folder.resolve("train.jsonl");
    }

    /** A student's answers, wrong where {@code wrong} says so. */
    Path answers(String name, IntPredicate wrong) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            lines.add(Json.line(Map.of("id", "q" + i, "answer", wrong.test(i) ? WRONG : RIGHT)));
        }
        return Files.write(folder.resolve(name + ".jsonl"), lines);
    }

    /** The finished evaluation of such answers; whatever the verdict is. */
    Path evaluated(String name, IntPredicate wrong) throws IOException {
        Path out = folder.resolve(name);
        Outcome.of(
                "evaluate",
                run().toString(),
                "--answers",
                answers(name + "-answers", wrong).toString(),
                "--test",
                test().toString(),
                "--train",
                train().toString(),
                "--out",
                out.toString());
        return out;
    }
}
