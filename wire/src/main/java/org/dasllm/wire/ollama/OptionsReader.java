package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.request.Fields;
import org.dasllm.wire.request.StopTexts;

/**
 * Reads {@code options}. Those that say how a model is loaded or run change no answer and are passed over, {@code num_ctx} among them: the
 * context is the server's. Those that would choose other tokens and are not to be had here are refused by name.
 */
final class OptionsReader {
    /** Of these some are documented no longer, and clients have them still. */
    private static final Set<String> PASSED_OVER = Set.of(
            "num_ctx",
            "num_batch",
            "num_gpu",
            "main_gpu",
            "num_thread",
            "num_keep",
            "draft_num_predict",
            "numa",
            "low_vram",
            "f16_kv",
            "logits_all",
            "vocab_only",
            "use_mmap",
            "use_mlock",
            "embedding_only",
            "mirostat_tau",
            "mirostat_eta");

    private static final Set<String> READ = Set.of(
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "seed",
            "stop",
            "num_predict",
            "repeat_penalty",
            "frequency_penalty",
            "presence_penalty");

    /** Values with which options that are refused otherwise choose the same tokens. */
    private static final Map<String, List<Double>> WITHOUT_EFFECT = Map.of(
            "typical_p", List.of(1.0), "tfs_z", List.of(1.0), "mirostat", List.of(0.0), "repeat_last_n", List.of(-1.0));

    private OptionsReader() {}

    /** @throws RequestRefused for a value that is out of its range, and for an option that this server has not */
    static Sampling sampling(Fields options) {
        options.object().fieldNames().forEachRemaining(name -> known(name, options));
        return new Sampling(
                options.number("temperature", 0, 2),
                options.number("top_p", 0, 1),
                topK(options),
                options.number("min_p", 0, 1),
                options.integer("seed"),
                stop(options),
                options.number("frequency_penalty", -2, 2),
                options.number("presence_penalty", -2, 2),
                repeatPenalty(options),
                Map.of());
    }

    /** The most tokens of an answer; below 1, as -1 for no limit, the server's own. */
    static OptionalInt maxTokens(Fields options) {
        OptionalInt most = options.integer("num_predict", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return most.orElse(0) < 1 ? OptionalInt.empty() : most;
    }

    private static void known(String name, Fields options) {
        if (READ.contains(name) || PASSED_OVER.contains(name) || !options.has(name)) {
            return;
        }
        JsonNode value = options.object().get(name);
        List<Double> same = WITHOUT_EFFECT.getOrDefault(name, List.of());
        boolean idle = name.equals("repeat_last_n") && !penalised(options);
        if (!idle && !(value.isNumber() && same.contains(value.doubleValue()))) {
            String shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
            throw RequestRefused.unsupported(
                    "options." + shown, "This server does not support 'options." + shown + "': leave it out.");
        }
    }

    /** Whether repetitions are penalised, for which alone it matters how far back is looked; here that is the whole text. */
    private static boolean penalised(Fields options) {
        return options.value("repeat_penalty")
                .filter(penalty -> penalty.asDouble() != 1)
                .isPresent();
    }

    private static OptionalInt topK(Fields options) {
        OptionalInt most = options.integer("top_k", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return most.orElse(0) < 1 ? OptionalInt.empty() : most;
    }

    private static OptionalDouble repeatPenalty(Fields options) {
        OptionalDouble penalty = options.number("repeat_penalty", 0, 10);
        if (penalty.orElse(1) == 0) {
            throw RequestRefused.invalid(
                    "options.repeat_penalty", "Invalid 'options.repeat_penalty': 0 is not above 0; 1 is no penalty.");
        }
        return penalty;
    }

    /** One text, or several. */
    private static List<String> stop(Fields options) {
        Fields several = options;
        if (options.value("stop").filter(JsonNode::isTextual).isPresent()) {
            List<String> one = new ArrayList<>(List.of(options.string("stop")));
            one.removeIf(String::isEmpty);
            several = new Fields(
                    Json.mapper().createObjectNode().set("stop", Json.mapper().valueToTree(one)), options.prefix());
        }
        return StopTexts.read(several, "stop", text -> !text.isEmpty(), "each must be a text that is not empty");
    }
}
