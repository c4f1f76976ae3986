package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is within a value: attributes, items, slices. */
final class Members {
    private Members() {}

    static @Nullable Object attribute(@Nullable Object of, String name) {
        if (of instanceof Namespace namespace) {
            return namespace.attributes.containsKey(name) ? namespace.attributes.get(name) : new Undefined(name);
        }
        if (of instanceof Map<?, ?> map) {
            Function method = Methods.ofDict(map, name);
            // A method of the dict comes before a key of the same name, as in Jinja.
            Text key = Text.own(name);
            return method != null ? method : map.containsKey(key) ? map.get(key) : new Undefined(name);
        }
        if (of instanceof Text text) {
            Function method = Methods.ofText(text, name);
            return method != null ? method : new Undefined(name);
        }
        if (of instanceof List<?> list) {
            Function method = Methods.ofList(list, name);
            return method != null ? method : new Undefined(name);
        }
        if (of instanceof Undefined undefined) {
            throw new JinjaException("'" + undefined.name() + "' is undefined, so it has no '" + name + "'");
        }
        return new Undefined(name);
    }

    static @Nullable Object item(@Nullable Object of, @Nullable Object key) {
        if (of instanceof Map<?, ?> map && key != null && map.containsKey(key)) {
            return map.get(key);
        }
        if (of instanceof Namespace && key instanceof Text name) {
            return attribute(of, name.characters());
        }
        if (of instanceof List<?> list && key instanceof Long index) {
            int i = (int) (index < 0 ? list.size() + index : index);
            return i >= 0 && i < list.size() ? list.get(i) : new Undefined("item " + index);
        }
        if (of instanceof Text && key instanceof Long index) {
            List<Object> characters = Values.items(of);
            return item(characters, index);
        }
        if (of instanceof Undefined undefined) {
            throw new JinjaException("'" + undefined.name() + "' is undefined, so it has no items");
        }
        return new Undefined(Values.text(key).characters());
    }

    /** As Python's of[begin:end:step]. */
    static Object slice(@Nullable Object of, @Nullable Long begin, @Nullable Long end, @Nullable Long step) {
        List<Object> items = Values.items(of);
        long n = items.size();
        long by = step == null ? 1 : step;
        if (by == 0) {
            throw new JinjaException("a slice's step is 0");
        }
        long from = clamp(begin, n, by > 0 ? 0 : n - 1, by);
        long to = clamp(end, n, by > 0 ? n : -1, by);
        List<Object> taken = new ArrayList<>();
        for (long i = from; by > 0 ? i < to : i > to; i += by) {
            taken.add(items.get((int) i));
        }
        return of instanceof Text ? Methods.join(taken, Text.EMPTY) : taken;
    }

    private static long clamp(@Nullable Long bound, long n, long preset, long step) {
        if (bound == null) {
            return preset;
        }
        long absolute = bound < 0 ? bound + n : bound;
        return step > 0 ? Math.max(0, Math.min(n, absolute)) : Math.max(-1, Math.min(n - 1, absolute));
    }
}
