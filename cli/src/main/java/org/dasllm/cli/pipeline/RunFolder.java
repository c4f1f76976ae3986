package org.dasllm.cli.pipeline;

import java.nio.file.Path;

/** Where things lie within a run's folder. */
public record RunFolder(Path path) {
    Path harvest() {
        return path.resolve("harvest");
    }

    Path samples() {
        return harvest().resolve("samples.jsonl");
    }

    Path dataset() {
        return path.resolve("dataset");
    }

    Path split(String name) {
        return dataset().resolve(name + ".jsonl");
    }

    Path training() {
        return path.resolve("training");
    }

    public Path adapter() {
        return training().resolve("adapter");
    }

    public Path curves() {
        return training().resolve("curves.html");
    }

    Path evaluation() {
        return path.resolve("evaluation");
    }

    public Path reportJson() {
        return evaluation().resolve("report.json");
    }

    public Path reportHtml() {
        return evaluation().resolve("report.html");
    }

    public Path bundle() {
        return path.resolve("bundle");
    }

    Path scratch() {
        return path.resolve("scratch");
    }
}
