package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.text.DecimalTexts;
import org.dasllm.schema.text.DecimalTexts.Limit;
import org.dasllm.schema.text.TextAutomaton;
import org.jspecify.annotations.Nullable;

/** One of the ways in which a value may keep to a schema: values of one type, or listed ones. */
public sealed interface Branch {
    /** No upper limit. */
    int UNLIMITED = Integer.MAX_VALUE;

    /** Listed values, all different. */
    record Values(List<JsonNode> values) implements Branch {
        public Values {
            values = List.copyOf(values);
        }
    }

    /**
     * Numbers.
     *
     * @param integer whole ones only
     * @param factors of all of which they are multiples
     */
    record Numbers(
            boolean integer,
            @Nullable Limit least,
            @Nullable Limit most,
            List<BigDecimal> factors) implements Branch {
        static final Numbers ANY = new Numbers(false, null, null, List.of());

        public Numbers {
            factors = List.copyOf(factors);
        }

        Numbers and(Numbers other) {
            LinkedHashSet<BigDecimal> both = new LinkedHashSet<>(factors);
            both.addAll(other.factors);
            return new Numbers(
                    integer || other.integer,
                    tighter(least, other.least, 1),
                    tighter(most, other.most, -1),
                    List.copyOf(both));
        }

        /** What is written. */
        public TextAutomaton texts() {
            return DecimalTexts.of(integer, least, most, factors);
        }

        private static @Nullable Limit tighter(@Nullable Limit a, @Nullable Limit b, int sign) {
            if (a == null || b == null) {
                return a == null ? b : a;
            }
            int order = a.number().compareTo(b.number()) * sign;
            return order > 0 || (order == 0 && !a.itself()) ? a : b;
        }
    }

    /**
     * Strings that are in all of some sets and have all of some formats.
     *
     * @param sets exactly what lengths and regular expressions allow
     */
    record Strings(List<TextAutomaton> sets, List<Format> formats) implements Branch {
        static final Strings ANY = new Strings(List.of(), List.of());

        public Strings {
            sets = List.copyOf(sets);
            formats = List.copyOf(formats);
        }

        Strings and(Strings other) {
            List<TextAutomaton> both = new ArrayList<>(sets);
            both.addAll(other.sets);
            List<Format> named = new ArrayList<>(formats);
            named.addAll(other.formats);
            return new Strings(both, named);
        }

        /** What is written: a text of every set, in the part of every format that {@link Formats} knows. */
        public TextAutomaton texts() {
            List<TextAutomaton> all = new ArrayList<>(sets);
            formats.forEach(format -> all.add(format.texts));
            return all.stream().reduce(TextAutomaton.any(), TextAutomaton::and);
        }
    }

    /**
     * A format.
     *
     * @param texts some of those that have it
     * @param judge says of any text whether it has it
     */
    record Format(TextAutomaton texts, JsonSchema judge) {}

    /**
     * Arrays.
     *
     * @param layers what the schemas say of the items
     * @param most {@link #UNLIMITED} where there is no limit
     */
    record Arrays(List<Items> layers, int least, int most) implements Branch {
        static final Arrays ANY = new Arrays(List.of(), 0, UNLIMITED);

        public Arrays {
            layers = List.copyOf(layers);
        }

        Arrays and(Arrays other) {
            List<Items> both = new ArrayList<>(layers);
            both.addAll(other.layers);
            return new Arrays(both, Math.max(least, other.least), Math.min(most, other.most));
        }

        /** From which item on all keep to the same. */
        public int prefix() {
            return layers.stream().mapToInt(layer -> layer.first().size()).max().orElse(0);
        }

        /** What an item keeps to. */
        public Conjunction item(int index) {
            return layers.stream().map(layer -> layer.at(index)).reduce(Conjunction.ANYTHING, Conjunction::and);
        }
    }

    /** One schema's word on items: the first ones by their place, and the rest. */
    record Items(List<Conjunction> first, Conjunction rest) {
        public Items {
            first = List.copyOf(first);
        }

        Conjunction at(int index) {
            return index < first.size() ? first.get(index) : rest;
        }
    }

    /**
     * Objects.
     *
     * @param layers what the schemas say of the properties
     * @param required names that there are
     * @param names what names keep to
     */
    record Objects(List<Properties> layers, Set<String> required, int least, int most, List<Conjunction> names)
            implements Branch {
        static final Objects ANY = new Objects(List.of(), Set.of(), 0, UNLIMITED, List.of());

        public Objects {
            layers = List.copyOf(layers);
            required = Collections.unmodifiableSet(new LinkedHashSet<>(required));
            names = List.copyOf(names);
        }

        Objects and(Objects other) {
            List<Properties> all = new ArrayList<>(layers);
            all.addAll(other.layers);
            Set<String> both = new LinkedHashSet<>(required);
            both.addAll(other.required);
            List<Conjunction> named = new ArrayList<>(names);
            named.addAll(other.names);
            return new Objects(all, both, Math.max(least, other.least), Math.min(most, other.most), named);
        }

        /** The names that are written out, in the order of the schemas; those that are only required come last. */
        public Set<String> declared() {
            Set<String> declared = new LinkedHashSet<>();
            layers.forEach(layer -> declared.addAll(layer.named().keySet()));
            declared.addAll(required);
            return declared;
        }

        /** What the value of a property keeps to whose name is not written out and matches just these expressions. */
        public Conjunction other(List<Patterned> matched) {
            Conjunction all = Conjunction.ANYTHING;
            for (Properties layer : layers) {
                List<Patterned> own =
                        layer.patterned().stream().filter(matched::contains).toList();
                all = own.isEmpty()
                        ? all.and(layer.others())
                        : own.stream().map(Patterned::values).reduce(all, Conjunction::and);
            }
            return all;
        }

        /** What the value of a property keeps to. */
        public Conjunction property(String name) {
            return layers.stream().map(layer -> layer.of(name)).reduce(Conjunction.ANYTHING, Conjunction::and);
        }
    }

    /**
     * One schema's word on properties.
     *
     * @param named by name, in the schema's order
     * @param patterned by what names hold
     * @param others the rest
     */
    record Properties(Map<String, Conjunction> named, List<Patterned> patterned, Conjunction others) {
        public Properties {
            named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
            patterned = List.copyOf(patterned);
        }

        Conjunction of(String name) {
            Conjunction all = named.getOrDefault(name, Conjunction.ANYTHING);
            boolean any = named.containsKey(name);
            for (Patterned pattern : patterned) {
                if (pattern.names.contains(name)) {
                    all = all.and(pattern.values);
                    any = true;
                }
            }
            return any ? all : others;
        }
    }

    /** Properties whose names are in a set. */
    record Patterned(TextAutomaton names, Conjunction values) {}
}
