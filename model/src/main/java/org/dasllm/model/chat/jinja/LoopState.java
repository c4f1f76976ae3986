package org.dasllm.model.chat.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variable {@code loop}. */
final class LoopState {
    private LoopState() {}

    static Map<Text, Object> of(List<Object> items, int i) {
        int n = items.size();
        Map<Text, Object> loop = new LinkedHashMap<>();
        loop.put(Text.own("index"), (long) i + 1);
        loop.put(Text.own("index0"), (long) i);
        loop.put(Text.own("revindex"), (long) n - i);
        loop.put(Text.own("revindex0"), (long) n - i - 1);
        loop.put(Text.own("first"), i == 0);
        loop.put(Text.own("last"), i == n - 1);
        loop.put(Text.own("length"), (long) n);
        loop.put(Text.own("depth"), 1L);
        loop.put(Text.own("previtem"), i > 0 ? items.get(i - 1) : new Undefined("previtem"));
        loop.put(Text.own("nextitem"), i < n - 1 ? items.get(i + 1) : new Undefined("nextitem"));
        Function cycle = (positional, named) -> positional.get(i % positional.size());
        loop.put(Text.own("cycle"), cycle);
        return loop;
    }
}
