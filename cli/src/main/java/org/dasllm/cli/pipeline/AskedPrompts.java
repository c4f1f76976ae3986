package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.dasllm.model.ollama.Modelfile;

/** How a run's model is asked, for other programs that serve it. */
public final class AskedPrompts {
    private AskedPrompts() {}

    /** From the run's file and, where it is there, the data that the model was trained on. */
    public static Modelfile.Asked of(PipelineConfig run) {
        return new Modelfile.Asked(
                run.serve().contextLimit().map(OptionalInt::of).orElse(OptionalInt.empty()),
                OptionalInt.of(run.serve().defaultMaxTokens()),
                system(new RunFolder(run.folder()).split(Split.TRAIN)));
    }

    /** The system text with which all prompts begin; empty where they have none, or several. */
    private static Optional<String> system(Path train) {
        if (!Files.isRegularFile(train)) {
            return Optional.empty();
        }
        Set<Optional<String>> texts = SampleFile.read(train).stream()
                .map(sample -> first(sample.prompt()))
                .collect(Collectors.toSet());
        return texts.size() == 1 ? texts.iterator().next() : Optional.empty();
    }

    private static Optional<String> first(List<Message> prompt) {
        return prompt.stream()
                .limit(1)
                .filter(message -> message.fromSystem())
                .map(Message::content)
                .findFirst();
    }
}
