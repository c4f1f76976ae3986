package org.dasllm.dataset.step;

import java.util.Map;
import java.util.TreeMap;
import scala.collection.mutable.LinkedHashMap;

/** Java's maps as Spark takes them in rows: Scala's, by what Scala 2.12 and 2.13 have in common. */
public final class SortedMap {
    private SortedMap() {}

    /** By its keys in their order, so that equal maps are equal bytes in Parquet. */
    public static <V> scala.collection.Map<String, V> of(Map<String, V> entries) {
        LinkedHashMap<String, V> sorted = new LinkedHashMap<>();
        new TreeMap<>(entries).forEach(sorted::put);
        return sorted;
    }
}
