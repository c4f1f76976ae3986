package org.dasllm.harvest.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.JournalLine.BatchStep;
import org.jspecify.annotations.Nullable;

/** What a journal says of batches: which have not come to their end, and which requests are in them without an outcome. */
public final class BatchBook {
    private final Map<String, Entry> open = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /**
     * A batch that has not come to its end.
     *
     * @param requests how many it began with
     */
    record Entry(
            String name,
            BatchStep step,
            String at,
            int requests,
            @Nullable String file,
            @Nullable String id) {
        BatchIntent intent() {
            return new BatchIntent(name, Instant.parse(at), requests, Optional.ofNullable(file));
        }

        boolean hasId() {
            return id != null;
        }
    }

    /** Where a request is. */
    private record Place(String batch, int attempt) {}

    /** Takes a line of the journal in, in the order of the journal. */
    public void read(JournalLine line) {
        if (line instanceof JournalLine.Batch batch) {
            step(batch);
        } else if (line instanceof JournalLine.Request request) {
            if (request.batch() != null) {
                places.put(request.hash(), new Place(request.batch(), request.attempt()));
            }
        } else {
            places.remove(line.hash());
        }
    }

    private void step(JournalLine.Batch line) {
        switch (line.step()) {
            case BEGUN ->
                open.put(
                        line.name(),
                        new Entry(
                                line.name(),
                                line.step(),
                                line.at(),
                                line.requests() == null ? 0 : line.requests(),
                                line.file(),
                                null));
            case SUBMITTING, SUBMITTED -> {
                Entry before = open.get(line.name());
                if (before != null) {
                    open.put(
                            line.name(),
                            new Entry(
                                    line.name(),
                                    line.step(),
                                    before.at(),
                                    before.requests(),
                                    before.file(),
                                    line.id()));
                }
                if (line.id() != null) {
                    names.put(line.id(), line.name());
                }
            }
            case COLLECTED, GIVEN_UP -> {
                open.remove(line.name());
                places.values().removeIf(place -> place.batch().equals(line.name()));
            }
        }
    }

    /** Those that have not come to their end, the oldest first. */
    List<Entry> open() {
        return new ArrayList<>(open.values());
    }

    /** The names of those that have not come to their end. */
    public List<String> openNames() {
        return List.copyOf(open.keySet());
    }

    /** Whether a vendor's id belongs to another batch of this journal. */
    boolean isOthers(String id, String name) {
        String known = names.get(id);
        return known != null && !known.equals(name);
    }

    /** Whether a request is in a batch, and its outcome not here. */
    public boolean holds(String key) {
        return places.containsKey(key);
    }

    boolean holds(String key, String batch) {
        Place place = places.get(key);
        return place != null && place.batch().equals(batch);
    }

    /** Which sending of the request that is, from 1. */
    int attempt(String key) {
        Place place = places.get(key);
        return place == null ? 1 : place.attempt();
    }

    /** The requests of a batch whose outcomes are not here. */
    List<String> keys(String batch) {
        List<String> keys = new ArrayList<>();
        places.forEach((key, place) -> {
            if (place.batch().equals(batch)) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** How many requests are in batches, without an outcome. */
    public int size() {
        return places.size();
    }
}
