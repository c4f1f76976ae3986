package org.dasllm.eval.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.dasllm.eval.compat.Break.Kind;
import org.dasllm.eval.compat.Break.Severity;
import org.dasllm.eval.tool.ToolCalls;
import org.dasllm.format.error.DasllmException;

/**
 * Holds new answers against what old ones looked like, field by field. What the old answers never did, a product may not expect: it is
 * an inference from samples, and rare things that the old model may do are seen only if it did them here.
 */
public final class Compatibility {
    /** A little longer than ever before is no news. */
    private static final double LONGER = 1.5;

    private final Profile profile;
    private final Breaks breaks;

    private Compatibility(Profile profile, Breaks breaks) {
        this.profile = profile;
        this.breaks = breaks;
    }

    /** @throws DasllmException if there is nothing to compare */
    public static CompatibilityReport of(List<AnswerLine> old, List<AnswerLine> fresh) {
        return of(old, fresh, UnaryOperator.identity());
    }

    /**
     * Examples changed before they are shown, such as masked.
     *
     * @param shown is given the whole of what stands in an answer, which is shortened afterwards
     * @throws DasllmException if there is nothing to compare
     */
    public static CompatibilityReport of(List<AnswerLine> old, List<AnswerLine> fresh, UnaryOperator<String> shown) {
        if (old.isEmpty() || fresh.isEmpty()) {
            throw DasllmException.input(
                    "There are " + old.size() + " old and " + fresh.size() + " new answers",
                    "Give files with at least one answer each");
        }
        Compatibility compatibility = new Compatibility(new Profile(old), new Breaks(shown));
        Set<String> ids = new HashSet<>();
        old.forEach(answer -> ids.add(answer.id()));
        int paired = 0;
        int unaffected = 0;
        for (AnswerLine answer : fresh) {
            compatibility.look(answer);
            unaffected += compatibility.breaks.brokenSince() ? 0 : 1;
            paired += !answer.id().isEmpty() && ids.contains(answer.id()) ? 1 : 0;
        }
        return new CompatibilityReport(
                old.size(), fresh.size(), paired, unaffected, compatibility.breaks.list(fresh.size()));
    }

    private void look(AnswerLine answer) {
        String reason = answer.finishReason();
        if (reason != null && !profile.finishReasons.isEmpty() && !profile.finishReasons.contains(reason)) {
            breaking(answer, "finish_reason", Kind.FINISH_REASON, profile.finishReasons, reason);
        }
        for (JsonNode call : answer.calls()) {
            String name = call.path(ToolCalls.NAME).asText();
            if (profile.tools.containsKey(name)) {
                compare(answer, name + "()", call.path(ToolCalls.ARGUMENTS));
            } else {
                breaking(answer, "tool_calls", Kind.TOOL_NAME, profile.tools.keySet(), name);
            }
        }
        String text = answer.text();
        if (text == null) {
            if (answer.calls().isEmpty()) {
                breaking(answer, Profile.WHOLE, Kind.MISSING, Set.of("an answer"), "nothing");
            }
            return;
        }
        if (text.length() > LONGER * profile.longest) {
            notice(
                    answer,
                    Profile.WHOLE,
                    Kind.LENGTH,
                    "at most " + profile.longest + " characters",
                    text.length() + " characters");
        }
        if (profile.isJson()) {
            Optional<JsonNode> node = Profile.parse(text);
            if (node.isPresent() && !profile.roots.contains(FieldProfile.type(node.get()))) {
                breaking(answer, Profile.WHOLE, Kind.TYPE, profile.roots, text);
            } else if (node.isPresent()) {
                compare(answer, "", node.get());
            } else {
                breaking(answer, Profile.WHOLE, Kind.UNPARSEABLE, Set.of("JSON"), text);
            }
        }
    }

    private void compare(AnswerLine answer, String path, JsonNode node) {
        if (node.isObject()) {
            if (profile.objects(path) == 0) {
                return;
            }
            keys(answer, path, node);
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                value(answer, Profile.inside(path, field.getKey()), field.getValue());
            }
        } else if (node.isArray()) {
            node.forEach(element -> value(answer, path + "[]", element));
        }
    }

    private void keys(AnswerLine answer, String path, JsonNode object) {
        for (Map.Entry<String, FieldProfile> each : profile.fields.entrySet()) {
            String key = directKey(path, each.getKey());
            boolean always = each.getValue().met() == profile.objects(path)
                    && !each.getValue().nothings().contains("a missing key");
            if (!key.isEmpty() && always && !object.has(key)) {
                breaking(answer, each.getKey(), Kind.MISSING_KEY, Set.of("always there"), "no such key");
            }
        }
        Set<List<String>> orders = profile.orders.getOrDefault(path, Set.of());
        if (orders.size() == 1) {
            List<String> usual = orders.iterator().next();
            List<String> keys = Profile.keys(object);
            List<String> expected = usual.stream().filter(keys::contains).toList();
            List<String> found = keys.stream().filter(usual::contains).toList();
            if (!expected.equals(found)) {
                notice(
                        answer,
                        path.isEmpty() ? Profile.WHOLE : path,
                        Kind.KEY_ORDER,
                        String.join(", ", usual),
                        String.join(", ", keys));
            }
        }
    }

    /** The key of a field that is directly inside the path; empty where it is not. */
    private static String directKey(String path, String field) {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (!field.startsWith(prefix)) {
            return "";
        }
        String key = field.substring(prefix.length());
        return key.contains(".") || key.endsWith("[]") || key.contains("()") ? "" : key;
    }

    private void value(AnswerLine answer, String path, JsonNode value) {
        FieldProfile known = profile.fields.get(path);
        if (known == null) {
            notice(answer, path, Kind.NEW_KEY, "never there", value.toString());
            return;
        }
        String nothing = FieldProfile.nothing(value);
        if (!nothing.isEmpty()) {
            if (!known.nothings().contains(nothing)) {
                Set<String> before = known.nothings().isEmpty() ? Set.of("always a value") : known.nothings();
                breaking(answer, path, Kind.NULL_STYLE, before, nothing);
            }
            return;
        }
        if (!known.types().isEmpty() && !known.types().contains(FieldProfile.type(value))) {
            breaking(answer, path, Kind.TYPE, known.types(), value.toString());
            return;
        }
        if (value.isNumber() && !known.numberStyles().contains(FieldProfile.numberStyle(value))) {
            breaking(answer, path, Kind.NUMBER_STYLE, known.numberStyles(), value.toString());
        }
        if (value.isTextual()) {
            text(answer, path, known, value.textValue());
        }
        compare(answer, path, value);
    }

    private void text(AnswerLine answer, String path, FieldProfile known, String text) {
        if (!known.listed().isEmpty() && !known.listed().contains(text)) {
            breaking(answer, path, Kind.ENUMERATION, known.listed(), text);
        } else if (!known.dateStyles().isEmpty() && !known.dateStyles().contains(FieldProfile.dateStyle(text))) {
            breaking(answer, path, Kind.DATE_STYLE, known.dateStyles(), text);
        } else if (text.length() > LONGER * known.longest() && known.longest() > 0) {
            notice(
                    answer,
                    path,
                    Kind.LENGTH,
                    "at most " + known.longest() + " characters",
                    text.length() + " characters");
        }
    }

    private void breaking(AnswerLine answer, String field, Kind kind, Set<String> before, String found) {
        breaks.add(field, kind, Severity.BREAKING, String.join(", ", before), answer.id(), found);
    }

    private void notice(AnswerLine answer, String field, Kind kind, String before, String found) {
        breaks.add(field, kind, Severity.NOTICE, before, answer.id(), found);
    }
}
