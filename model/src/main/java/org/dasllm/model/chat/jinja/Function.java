package org.dasllm.model.chat.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something a template can call. */
interface Function {
    @Nullable
    Object call(List<Object> positional, Map<String, Object> named);
}
