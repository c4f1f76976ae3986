package org.dasllm.model.chat.jinja;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that Hugging Face gives to chat templates. */
final class Globals {
    private static final int MAXIMUM_RANGE = 1_000_000;

    private Globals() {}

    static void define(Scope scope, Clock clock) {
        Function range = (positional, named) -> range(positional);
        Function raise = (positional, named) -> {
            throw new JinjaException(
                    positional.isEmpty()
                            ? "refused"
                            : Values.text(positional.get(0)).characters());
        };
        Function namespace = (positional, named) -> {
            Namespace created = new Namespace();
            if (!positional.isEmpty() && positional.get(0) instanceof Map<?, ?> initial) {
                initial.forEach(
                        (key, value) -> created.attributes.put(Values.text(key).characters(), value));
            }
            created.attributes.putAll(named);
            return created;
        };
        Function dict = (positional, named) -> {
            Map<Object, Object> created = new LinkedHashMap<>();
            if (!positional.isEmpty() && positional.get(0) instanceof Map<?, ?> initial) {
                created.putAll(initial);
            }
            named.forEach((key, value) -> created.put(Text.own(key), value));
            return created;
        };
        Function now = (positional, named) ->
                Text.own(TimeFormat.format(Values.text(positional.get(0)).characters(), LocalDateTime.now(clock)));
        scope.set("range", range);
        scope.set("raise_exception", raise);
        scope.set("namespace", namespace);
        scope.set("dict", dict);
        scope.set("strftime_now", now);
    }

    private static List<Object> range(List<Object> arguments) {
        long begin = arguments.size() > 1 ? Values.whole(arguments.get(0)) : 0;
        long end = Values.whole(arguments.get(arguments.size() > 1 ? 1 : 0));
        long step = arguments.size() > 2 ? Values.whole(arguments.get(2)) : 1;
        if (step == 0 || Math.abs((end - begin) / step) > MAXIMUM_RANGE) {
            throw new JinjaException("range(" + begin + ", " + end + ", " + step + ") is too long");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = begin; step > 0 ? i < end : i > end; i += step) {
            numbers.add(i);
        }
        return numbers;
    }
}
