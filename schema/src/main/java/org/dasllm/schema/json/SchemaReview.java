package org.dasllm.schema.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.schema.pattern.EcmaPattern;
import org.dasllm.schema.pattern.PatternFault;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a schema before it is used: its size, its regular expressions, and where its references lead. What is wrong
 * is named by its place.
 */
final class SchemaReview {
    /** Where a schema without an address of its own is taken to stand; nothing is ever looked up there. */
    static final String BASE = "https://schema.invalid/";

    private final JsonNode root;
    private final Draft draft;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, String> resources = new HashMap<>();
    private final Map<String, String> anchors = new HashMap<>();
    private final Map<String, String> leadsTo = new HashMap<>();
    private final ArrayDeque<Place> unresolved = new ArrayDeque<>();
    private int values;

    /** A schema inside the document: its pointer, and the address against which its references are read. */
    private record Place(String pointer, JsonNode schema, String base) {}

    private SchemaReview(JsonNode root, Draft draft) {
        this.root = root;
        this.draft = draft;
    }

    /**
     * Looks through a schema.
     *
     * @return by the pointer to a reference, the pointer to what it names in the document
     */
    static Map<String, String> of(JsonNode root, Draft draft) {
        SchemaReview review = new SchemaReview(root, draft);
        review.measure(root, 0);
        review.resources.put(BASE, "");
        review.visit("", root, BASE);
        while (!review.unresolved.isEmpty()) {
            review.resolve(review.unresolved.removeFirst());
        }
        review.refuseLoops();
        return Map.copyOf(review.leadsTo);
    }

    private void measure(JsonNode node, int depth) {
        if (depth > Bounds.DEEPEST_SCHEMA) {
            throw SchemaFault.at("", "it is nested deeper than " + Bounds.DEEPEST_SCHEMA + " levels");
        }
        if (++values > Bounds.LARGEST_SCHEMA) {
            throw SchemaFault.at("", "it holds more than " + Bounds.LARGEST_SCHEMA + " values");
        }
        for (JsonNode child : node) {
            measure(child, depth + 1);
        }
    }

    private void visit(String pointer, JsonNode schema, String outerBase) {
        if (!schema.isObject() || places.containsKey(pointer)) {
            return;
        }
        boolean alone = draft.refStandsAlone() && schema.has("$ref");
        String base = alone ? outerBase : base(pointer, schema, outerBase);
        Place place = new Place(pointer, schema, base);
        places.put(pointer, place);
        unresolved.add(place);
        for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
            if (schema.path(keyword).isTextual()) {
                anchors.put(base + "#" + schema.get(keyword).textValue(), pointer);
            }
        }
        if (!pointer.isEmpty() && schema.path("$schema").isTextual() && Draft.of(schema) == null) {
            throw unknownDraft(pointer + "/$schema", schema.get("$schema"));
        }
        patterns(pointer, schema);
        SchemaPlaces.children(schema, (relative, child) -> visit(pointer + relative, child, base));
    }

    private String base(String pointer, JsonNode schema, String outerBase) {
        JsonNode id = schema.path(draft.idKeyword());
        if (!id.isTextual()) {
            return outerBase;
        }
        String[] parts = id.textValue().split("#", 2);
        String base = parts[0].isEmpty() ? outerBase : resolved(pointer, outerBase, parts[0]);
        if (parts.length == 2 && !parts[1].isEmpty()) {
            // Up to draft 7 an anchor is written as an id.
            anchors.put(base + "#" + parts[1], pointer);
        } else if (!parts[0].isEmpty()) {
            resources.put(base, pointer);
        }
        return base;
    }

    private void patterns(String pointer, JsonNode schema) {
        if (schema.path("pattern").isTextual()) {
            pattern(pointer + "/pattern", schema.get("pattern").textValue());
        }
        if (schema.path("patternProperties").isObject()) {
            schema.get("patternProperties")
                    .fieldNames()
                    .forEachRemaining(
                            name -> pattern(pointer + "/patternProperties/" + SchemaPlaces.escape(name), name));
        }
    }

    private static void pattern(String pointer, String source) {
        try {
            EcmaPattern.compile(source);
        } catch (PatternFault e) {
            throw SchemaFault.at(pointer, "the regular expression " + e.getMessage());
        }
    }

    private void resolve(Place place) {
        for (String keyword : List.of("$ref", "$dynamicRef")) {
            JsonNode reference = place.schema.path(keyword);
            if (reference.isTextual()) {
                String at = place.pointer + "/" + keyword;
                String target = target(at, place.base, reference.textValue());
                if (target != null) {
                    JsonNode schema = root.at(JsonPointer.compile(target));
                    visit(target, schema, baseOf(target, place.base));
                    leadsTo.put(at, target);
                }
            }
        }
    }

    /** The pointer to what a reference names; null where it names one of the drafts' own schemas. */
    private @Nullable String target(String at, String base, String reference) {
        String[] parts = reference.split("#", 2);
        String address = parts[0].isEmpty() ? base : resolved(at, base, parts[0]);
        String fragment = parts.length == 2 ? decoded(parts[1]) : "";
        String resource = resources.get(address);
        if (resource == null) {
            if (Draft.byAddress(address) != null && fragment.isEmpty()) {
                return null;
            }
            throw SchemaFault.at(
                    at,
                    "the reference " + quoted(reference) + " leads out of the schema, and nothing is fetched",
                    "Put what it names under $defs and refer to it there");
        }
        String target = fragment.isEmpty() || fragment.startsWith("/")
                ? resource + fragment
                : anchors.get(address + "#" + fragment);
        JsonNode schema = target == null || !isPointer(target) ? root.path("\0") : root.at(JsonPointer.compile(target));
        if (target == null || schema.isMissingNode()) {
            throw SchemaFault.at(at, "the reference " + quoted(reference) + " leads to nothing");
        }
        if (!SchemaPlaces.isSchema(schema)) {
            throw SchemaFault.at(at, "the reference " + quoted(reference) + " leads to something that is no schema");
        }
        return target;
    }

    /** The base of what stands at a pointer: that of the schema around it that is known. */
    private String baseOf(String pointer, String otherwise) {
        for (int end = pointer.length(); end >= 0; end = end == 0 ? -1 : pointer.lastIndexOf('/', end - 1)) {
            Place around = places.get(pointer.substring(0, end));
            if (around != null) {
                return around.base;
            }
        }
        return otherwise;
    }

    /** A reference that comes back to itself without going into the value would be followed for ever. */
    private void refuseLoops() {
        Set<String> done = new HashSet<>();
        for (String start : places.keySet()) {
            follow(start, new HashSet<>(), done);
        }
    }

    private void follow(String pointer, Set<String> path, Set<String> done) {
        Place place = places.get(pointer);
        if (place == null || done.contains(pointer)) {
            return;
        }
        path.add(pointer);
        for (String next : inPlace(place)) {
            if (path.contains(next)) {
                throw SchemaFault.at(next, "its references lead back to it without going into the value");
            }
            follow(next, path, done);
        }
        path.remove(pointer);
        done.add(pointer);
    }

    private List<String> inPlace(Place place) {
        List<String> next = new ArrayList<>();
        String target = leadsTo.get(place.pointer + "/$ref");
        if (target != null) {
            next.add(target);
        }
        if (target == null || !draft.refStandsAlone()) {
            SchemaPlaces.inPlace(place.schema).keySet().forEach(relative -> next.add(place.pointer + relative));
        }
        return next;
    }

    static RuntimeException unknownDraft(String pointer, JsonNode named) {
        return SchemaFault.at(
                pointer, "the draft " + quoted(named.asText()) + " is not known", "Known are " + Draft.known());
    }

    private static String resolved(String at, String base, String reference) {
        try {
            return URI.create(base).resolve(reference).toString();
        } catch (IllegalArgumentException e) {
            throw SchemaFault.at(at, quoted(reference) + " is no address");
        }
    }

    private static String decoded(String fragment) {
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return fragment;
        }
    }

    private static boolean isPointer(String text) {
        return text.isEmpty() || text.startsWith("/");
    }

    static String quoted(String text) {
        String line = text.replaceAll("\\s+", " ");
        return "'" + (line.length() > 120 ? line.substring(0, 120) + "…" : line) + "'";
    }
}
