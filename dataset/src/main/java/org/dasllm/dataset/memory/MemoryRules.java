package org.dasllm.dataset.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import opennlp.tools.langdetect.LanguageDetector;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.task.Task;

/** What has to be the same for a memory to be of use, as one hash. */
public final class MemoryRules {
    /** What changes from night to night, or says nothing of single rows and pairs. Rows that people decided on are not remembered. */
    private static final List<String> APART = List.of("sealed_test", "decisions", "memory", "gates", "caps");

    private MemoryRules() {}

    /**
     * The hash of the configuration, of the files that it names, of what an answer is, of the versions of all steps, and of the libraries that look at
     * texts.
     *
     * @param task what an answer is; any text where it is empty
     * @param steps of the curation, in order
     */
    public static String of(CurateConfig config, Optional<Task> task, List<CurationStep> steps) {
        JsonNode all = Json.parse(Json.line(ConfigJson.of(config)), JsonNode.class, "the configuration");
        ((ObjectNode) all).remove(APART);
        List<String> parts = new ArrayList<>();
        parts.add(all.toString());
        parts.add(task.map(Json::line).orElse("any text"));
        steps.stream()
                .filter(step -> !APART.contains(step.name()))
                .forEach(step -> parts.add(step.name() + " " + step.version()));
        for (Class<?> library : List.of(PhoneNumberUtil.class, LanguageDetector.class)) {
            parts.add(library.getName() + " "
                    + Objects.toString(library.getPackage().getImplementationVersion(), "unknown"));
        }
        // Its tables of Unicode decide what is a letter, and what its lower case.
        parts.add("Java " + System.getProperty("java.version"));
        List<Path> files = new ArrayList<>(config.contamination().against());
        if (config.masking() != null && config.masking().names() != null) {
            files.add(config.masking().names());
        }
        files.forEach(file -> parts.add(Sha256.ofFile(file)));
        return Sha256.ofString(String.join("\n", parts));
    }
}
