package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.dasllm.schema.json.Draft;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.pattern.PatternFault;
import org.dasllm.schema.text.DecimalTexts.Limit;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TooLarge;
import org.jspecify.annotations.Nullable;

/** Reads the keywords of one schema. What says nothing of a value (titles, defaults, unknown words) is passed over. */
final class Keywords {
    /** Refused in every draft: where one does not know the word, it says nothing, and leaving it out costs nothing. */
    private static final Set<String> REFUSED = Set.of(
            "not",
            "contains",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedItems",
            "unevaluatedProperties",
            "$dynamicRef",
            "$recursiveRef");

    private static final String HALF = "half a surrogate pair, which UTF-8 cannot write";

    private final Shapes shapes;
    private final Draft draft;
    private final Map<String, String> references;
    private final JsonNode document;
    private final Map<List<Integer>, TextAutomaton> lengths = new HashMap<>();
    private final Map<String, TextAutomaton> patterns = new HashMap<>();

    Keywords(Shapes shapes, JsonSchema schema) {
        this.shapes = shapes;
        this.draft = schema.draft();
        this.references = schema.references();
        this.document = schema.source();
    }

    List<Branch> read(SchemaPlace place) {
        if (place.schema().isBoolean()) {
            return place.schema().booleanValue() ? Shapes.ANYTHING : List.of();
        }
        if (place.has("$ref") && draft.refStandsAlone()) {
            return shapes.of(target(place));
        }
        refuse(place);
        List<Branch> all = typed(place);
        if (place.has("enum")) {
            List<JsonNode> values = new ArrayList<>();
            place.schema().get("enum").forEach(values::add);
            all = shapes.both(all, listed(place, "enum", values), place.at("enum"));
        }
        if (place.has("const") && draft != Draft.DRAFT_4) {
            all = shapes.both(all, listed(place, "const", List.of(place.schema().get("const"))), place.at("const"));
        }
        if (place.has("$ref")) {
            all = shapes.both(all, shapes.of(target(place)), place.at("$ref"));
        }
        for (int i = 0; i < place.schema().path("allOf").size(); i++) {
            SchemaPlace part = place.child("allOf", i);
            all = shapes.both(all, shapes.of(part), part.pointer());
        }
        if (place.has("anyOf")) {
            List<Branch> alternatives = new ArrayList<>();
            alternatives(place, "anyOf").forEach(alternatives::addAll);
            all = shapes.both(all, shapes.joined(alternatives, place.at("anyOf")), place.at("anyOf"));
        }
        return place.has("oneOf") ? oneOf(place, all) : all;
    }

    /** Exclusive alternatives, with all that stands beside them; they must exclude each other without doubt. */
    private List<Branch> oneOf(SchemaPlace place, List<Branch> beside) {
        List<List<Branch>> alternatives = new ArrayList<>();
        for (List<Branch> alternative : alternatives(place, "oneOf")) {
            alternatives.add(shapes.both(beside, alternative, place.at("oneOf")));
        }
        for (int i = 0; i < alternatives.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!shapes.areDisjoint(alternatives.get(i), alternatives.get(j))) {
                    throw Unenforceable.at(
                            place.at("oneOf"),
                            "a value may match the alternatives " + j + " and " + i + " both, and must match one only");
                }
            }
        }
        List<Branch> all = new ArrayList<>();
        alternatives.forEach(all::addAll);
        return shapes.joined(all, place.at("oneOf"));
    }

    private List<List<Branch>> alternatives(SchemaPlace place, String keyword) {
        List<List<Branch>> alternatives = new ArrayList<>();
        for (int i = 0; i < place.schema().get(keyword).size(); i++) {
            alternatives.add(shapes.of(place.child(keyword, i)));
        }
        return alternatives;
    }

    private SchemaPlace target(SchemaPlace place) {
        String target = references.get(place.at("$ref"));
        if (target == null) {
            throw Unenforceable.at(place.at("$ref"), "'$ref' leads to a draft's own schema");
        }
        return new SchemaPlace(target, document.at(target));
    }

    private List<Branch> listed(SchemaPlace place, String keyword, List<JsonNode> values) {
        for (JsonNode value : values) {
            if (!CanonicalJson.isWritable(CanonicalJson.text(value))) {
                throw Unenforceable.at(place.at(keyword), "a value holds " + HALF);
            }
        }
        return shapes.joined(List.of(new Branch.Values(values)), place.at(keyword));
    }

    private void refuse(SchemaPlace place) {
        place.schema().properties().forEach(entry -> {
            String keyword = entry.getKey();
            JsonNode value = entry.getValue();
            boolean empty =
                    value.isContainerNode() && value.isEmpty() && !keyword.equals("not") && !keyword.equals("contains");
            boolean unlimited = keyword.startsWith("unevaluated") && value.isBoolean() && value.booleanValue();
            if (REFUSED.contains(keyword) && !empty && !unlimited) {
                throw unsupported(place, keyword);
            }
        });
        if (place.has("if") && (place.has("then") || place.has("else"))) {
            throw unsupported(place, "if");
        }
        if (place.schema().path("uniqueItems").asBoolean() && count(place, "maxItems", Branch.UNLIMITED) > 1) {
            throw unsupported(place, "uniqueItems");
        }
    }

    private static RuntimeException unsupported(SchemaPlace place, String keyword) {
        return Unenforceable.at(place.at(keyword), "'" + keyword + "' is not supported");
    }

    /** What the keywords of single types say, within the types that are allowed. */
    private List<Branch> typed(SchemaPlace place) {
        JsonNode type = place.schema().path("type");
        Set<String> types = new LinkedHashSet<>();
        if (type.isTextual()) {
            types.add(type.textValue());
        }
        type.forEach(each -> types.add(each.asText()));
        boolean any = type.isMissingNode();
        List<Branch> all = new ArrayList<>();
        for (Branch branch : Shapes.ANYTHING) {
            if (branch instanceof Branch.Values listed) {
                List<JsonNode> kept = listed.values().stream()
                        .filter(value -> any || types.contains(value.isNull() ? "null" : "boolean"))
                        .toList();
                if (!kept.isEmpty()) {
                    all.add(new Branch.Values(kept));
                }
            } else if (branch instanceof Branch.Numbers) {
                if (any || types.contains("number") || types.contains("integer")) {
                    all.add(numbers(place, !any && !types.contains("number")));
                }
            } else if (branch instanceof Branch.Strings) {
                if (any || types.contains("string")) {
                    all.add(strings(place));
                }
            } else if (branch instanceof Branch.Arrays) {
                if (any || types.contains("array")) {
                    addIfPossible(all, arrays(place));
                }
            } else if (any || types.contains("object")) {
                addIfPossible(all, objects(place));
            }
        }
        return all.equals(Shapes.ANYTHING) ? Shapes.ANYTHING : all;
    }

    private static void addIfPossible(List<Branch> all, Branch branch) {
        boolean possible = branch instanceof Branch.Arrays arrays
                ? arrays.least() <= arrays.most()
                : branch instanceof Branch.Objects objects && objects.least() <= objects.most();
        if (possible) {
            all.add(branch);
        }
    }

    private Branch.Numbers numbers(SchemaPlace place, boolean integer) {
        Branch.Numbers numbers = new Branch.Numbers(integer, null, null, List.of());
        numbers = numbers.and(bounds(place, "minimum", "exclusiveMinimum", true));
        numbers = numbers.and(bounds(place, "maximum", "exclusiveMaximum", false));
        JsonNode factor = place.schema().path("multipleOf");
        return factor.isNumber()
                ? numbers.and(new Branch.Numbers(false, null, null, List.of(factor.decimalValue())))
                : numbers;
    }

    private Branch.Numbers bounds(SchemaPlace place, String keyword, String exclusive, boolean lower) {
        JsonNode inclusive = place.schema().path(keyword);
        JsonNode strict = place.schema().path(exclusive);
        Branch.Numbers bounds = Branch.Numbers.ANY;
        if (inclusive.isNumber()) {
            // Draft 4 says by a word beside a bound whether the number itself is allowed.
            boolean itself = draft != Draft.DRAFT_4 || !strict.asBoolean();
            bounds = bounds.and(bound(new Limit(inclusive.decimalValue(), itself), lower));
        }
        return strict.isNumber() ? bounds.and(bound(new Limit(strict.decimalValue(), false), lower)) : bounds;
    }

    private static Branch.Numbers bound(Limit limit, boolean lower) {
        return new Branch.Numbers(false, lower ? limit : null, lower ? null : limit, List.of());
    }

    private static int count(SchemaPlace place, String keyword, int otherwise) {
        JsonNode value = place.schema().path(keyword);
        return value.isNumber()
                ? value.decimalValue()
                        .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                        .intValue()
                : otherwise;
    }

    private Branch.Strings strings(SchemaPlace place) {
        List<TextAutomaton> sets = new ArrayList<>();
        if (place.has("minLength") || place.has("maxLength")) {
            int most = count(place, "maxLength", Branch.UNLIMITED);
            int least = count(place, "minLength", 0);
            String keyword = place.has("maxLength") ? "maxLength" : "minLength";
            sets.add(limited(
                    place.at(keyword),
                    () -> lengths.computeIfAbsent(
                            List.of(least, most),
                            any -> shapes.counted(
                                    least > most ? TextAutomaton.of(List.of()) : TextAutomaton.length(least, most)))));
        }
        JsonNode pattern = place.schema().path("pattern");
        if (pattern.isTextual()) {
            sets.add(pattern(place.at("pattern"), pattern.textValue()));
        }
        JsonNode format = place.schema().path("format");
        List<Branch.Format> formats = format.isTextual()
                ? AssertedFormats.judge(draft, format.textValue()).stream()
                        .map(judge -> new Branch.Format(formatTexts(place, format.textValue()), judge))
                        .toList()
                : List.of();
        return new Branch.Strings(sets, formats);
    }

    private static TextAutomaton formatTexts(SchemaPlace place, String format) {
        return Formats.of(format)
                .orElseThrow(
                        () -> Unenforceable.at(place.at("format"), "the format '" + format + "' is not supported"));
    }

    private TextAutomaton pattern(String pointer, String source) {
        return limited(pointer, () -> {
            try {
                return patterns.computeIfAbsent(source, shapes::containing);
            } catch (PatternFault e) {
                throw Unenforceable.at(pointer, "the regular expression " + e.getMessage());
            }
        });
    }

    private static TextAutomaton limited(String pointer, Supplier<TextAutomaton> made) {
        try {
            return made.get();
        } catch (TooLarge e) {
            throw Unenforceable.at(pointer, String.valueOf(e.getMessage()));
        }
    }

    private Branch.Arrays arrays(SchemaPlace place) {
        List<Conjunction> first = new ArrayList<>();
        Conjunction rest = Conjunction.ANYTHING;
        JsonNode items = place.schema().path("items");
        boolean tuples = draft.compareTo(Draft.DRAFT_2020_12) < 0;
        String list = tuples ? "items" : "prefixItems";
        if (place.schema().path(list).isArray()) {
            for (int i = 0; i < place.schema().get(list).size(); i++) {
                first.add(Conjunction.of(place.child(list, i)));
            }
        }
        if (items.isObject() || items.isBoolean()) {
            rest = Conjunction.of(place.child("items"));
        } else if (items.isArray() && isSchema(place.schema().path("additionalItems"))) {
            rest = Conjunction.of(place.child("additionalItems"));
        }
        List<Branch.Items> layers = new ArrayList<>();
        if (!first.isEmpty() || !rest.equals(Conjunction.ANYTHING)) {
            layers.add(new Branch.Items(first, rest));
        }
        return new Branch.Arrays(layers, count(place, "minItems", 0), count(place, "maxItems", Branch.UNLIMITED));
    }

    private Branch.Objects objects(SchemaPlace place) {
        Map<String, Conjunction> named = new LinkedHashMap<>();
        place.schema()
                .path("properties")
                .fieldNames()
                .forEachRemaining(name -> named.put(name, Conjunction.of(place.child("properties", name))));
        List<Branch.Patterned> patterned = new ArrayList<>();
        place.schema().path("patternProperties").fieldNames().forEachRemaining(source -> {
            TextAutomaton names = pattern(place.at("patternProperties", source), source);
            patterned.add(new Branch.Patterned(names, Conjunction.of(place.child("patternProperties", source))));
        });
        Conjunction others = isSchema(place.schema().path("additionalProperties"))
                ? Conjunction.of(place.child("additionalProperties"))
                : Conjunction.ANYTHING;
        List<Branch.Properties> layers = new ArrayList<>();
        if (!named.isEmpty() || !patterned.isEmpty() || !others.equals(Conjunction.ANYTHING)) {
            layers.add(new Branch.Properties(named, patterned, others));
        }
        Set<String> required = new LinkedHashSet<>();
        // In draft 3 it was a word inside a property; it is nothing since.
        place.schema().path("required").forEach(name -> required.add(name.asText()));
        if (!required.stream().allMatch(CanonicalJson::isWritable)) {
            throw Unenforceable.at(place.at("required"), "a name holds " + HALF);
        }
        List<Conjunction> names =
                draft != Draft.DRAFT_4 && isSchema(place.schema().path("propertyNames"))
                        ? List.of(Conjunction.of(place.child("propertyNames")))
                        : List.of();
        return new Branch.Objects(
                layers,
                required,
                count(place, "minProperties", 0),
                count(place, "maxProperties", Branch.UNLIMITED),
                names);
    }

    private static boolean isSchema(@Nullable JsonNode value) {
        return value != null && (value.isObject() || value.isBoolean());
    }
}
