package org.dasllm.eval.compat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dasllm.eval.tool.ToolCalls;
import org.dasllm.format.io.Json;

/** What a product has been reading: the old answers, field by field. */
final class Profile {
    static final String WHOLE = "(answer)";

    private static final ObjectReader TREE = Json.mapper()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    final Map<String, FieldProfile> fields = new TreeMap<>();

    /** By object: in which orders its keys stood. */
    final Map<String, Set<List<String>>> orders = new TreeMap<>();

    final Set<String> finishReasons = new TreeSet<>();
    final Map<String, FieldProfile> tools = new TreeMap<>();
    private final Map<String, Integer> objects = new LinkedHashMap<>();

    /** What an answer is as a whole: an object or a list. */
    final Set<String> roots = new TreeSet<>();

    private int json;
    private int texts;
    int longest;

    Profile(List<AnswerLine> answers) {
        answers.forEach(this::meet);
    }

    private void meet(AnswerLine answer) {
        String reason = answer.finishReason();
        if (reason != null) {
            finishReasons.add(reason);
        }
        answer.calls().forEach(call -> {
            String name = call.path(ToolCalls.NAME).asText();
            tools.computeIfAbsent(name, n -> new FieldProfile()).meet(call.path(ToolCalls.ARGUMENTS));
            walk(name + "()", call.path(ToolCalls.ARGUMENTS));
        });
        String text = answer.text();
        if (text != null) {
            longest = Math.max(longest, text.length());
            Optional<JsonNode> node = parse(text);
            texts++;
            json += node.isPresent() ? 1 : 0;
            node.ifPresent(each -> {
                roots.add(FieldProfile.type(each));
                walk("", each);
            });
        }
    }

    /** Whether the old answers are JSON, but for a few. */
    boolean isJson() {
        return json > 0 && 10 * json >= 9 * texts;
    }

    /** In how many objects of that path the old answers had their keys. */
    int objects(String path) {
        return objects.getOrDefault(path, 0);
    }

    private void walk(String path, JsonNode node) {
        if (node.isObject()) {
            int before = objects.merge(path, 1, Integer::sum) - 1;
            List<String> keys = keys(node);
            Set<List<String>> known = orders.computeIfAbsent(path, p -> new HashSet<>());
            if (known.size() <= 2) {
                known.add(keys);
            }
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String inside = inside(path, field.getKey());
                FieldProfile profile = fields.computeIfAbsent(inside, f -> new FieldProfile());
                if (profile.met() < before) {
                    profile.meetMissing();
                }
                profile.meet(field.getValue());
                walk(inside, field.getValue());
            }
        } else if (node.isArray()) {
            for (Iterator<JsonNode> elements = node.elements(); elements.hasNext(); ) {
                JsonNode element = elements.next();
                fields.computeIfAbsent(path + "[]", f -> new FieldProfile()).meet(element);
                walk(path + "[]", element);
            }
        }
    }

    static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    static String inside(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** An object or a list; empty where the text is none, as for a program that parses it. */
    static Optional<JsonNode> parse(String text) {
        try {
            JsonNode node = TREE.readValue(text);
            return node.isContainerNode() ? Optional.of(node) : Optional.empty();
        } catch (JsonProcessingException noJson) {
            // Whether it parses is what is asked.
            return Optional.empty();
        }
    }
}
