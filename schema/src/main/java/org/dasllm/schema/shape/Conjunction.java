package org.dasllm.schema.shape;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Schemas that a value keeps to all at once. Where there are none, any value does. */
public final class Conjunction {
    static final Conjunction ANYTHING = new Conjunction(Set.of());

    private final Set<SchemaPlace> places;

    private Conjunction(Set<SchemaPlace> places) {
        this.places = places;
    }

    static Conjunction of(SchemaPlace place) {
        return new Conjunction(Set.of(place));
    }

    Conjunction and(Conjunction other) {
        if (other.places.isEmpty() || equals(other)) {
            return this;
        }
        if (places.isEmpty()) {
            return other;
        }
        Set<SchemaPlace> all = new LinkedHashSet<>(places);
        all.addAll(other.places);
        return new Conjunction(all);
    }

    Set<SchemaPlace> places() {
        return places;
    }

    /** Where its first schema stands. */
    public String pointer() {
        return places.isEmpty() ? "" : List.copyOf(places).get(0).pointer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Conjunction conjunction && places.equals(conjunction.places);
    }

    @Override
    public int hashCode() {
        return places.hashCode();
    }
}
