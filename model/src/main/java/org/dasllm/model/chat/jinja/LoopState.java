package org.dasllm.model.chat.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variable {@code loop}. */
final class LoopState {
    private LoopState() {}

    static Map<String, Object> of(List<Object> items, int i) {
        int n = items.size();
        Map<String, Object> loop = new LinkedHashMap<>();
        loop.put("index", (long) i + 1);
        loop.put("index0", (long) i);
        loop.put("revindex", (long) n - i);
        loop.put("revindex0", (long) n - i - 1);
        loop.put("first", i == 0);
        loop.put("last", i == n - 1);
        loop.put("length", (long) n);
        loop.put("depth", 1L);
        loop.put("previtem", i > 0 ? items.get(i - 1) : new Undefined("previtem"));
        loop.put("nextitem", i < n - 1 ? items.get(i + 1) : new Undefined("nextitem"));
        Function cycle = (positional, named) -> positional.get(i % positional.size());
        loop.put("cycle", cycle);
        return loop;
    }
}
