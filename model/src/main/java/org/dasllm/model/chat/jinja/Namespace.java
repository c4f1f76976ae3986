package org.dasllm.model.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** Variables that an inner block can change. */
final class Namespace {
    final Map<String, Object> attributes = new LinkedHashMap<>();
}
