package org.dasllm.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Keys;
import org.jspecify.annotations.Nullable;

/** Writes docs/configuration.md from the records: every key with its type, its default and its meaning. */
final class ConfigurationPage {
    private static final String HEAD = """
            # Configuration

            Every key of every file that a command reads, made from the records that hold them (a test keeps this page current; it is
            written anew by `./mvnw -pl cli -am test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false
            -Ddasllm.write-docs=true`). Keys are the same in YAML, in `--set section.key=value`, and in the plain JSON that
            `dasllm resolve` writes and `spark-submit` reads. An unknown key is an error. Paths count from the folder in which the command
            is started.
            """;

    private static final String ENVIRONMENT = """

            ## The environment

            Variables of this program; those with keys of vendors and stores are named in the files.

            | variable | default | meaning |
            | --- | --- | --- |
            | `DASLLM_PRODUCTS` | `auto` | in which type the device `onednn` multiplies many rows with weights in bfloat16, 8 or 4 bits: `bfloat16`, `float32`, or `auto`, the one that is the faster here. \
            That is measured at the first start with such weights, in a tenth of a second, and kept in `$XDG_CACHE_HOME/dasllm` or `~/.cache/dasllm`, a file for each kind of processor; `dasllm doctor` says what was measured, and where it is kept. \
            The path of such a file gives what it says, so that a run on another machine multiplies alike. A processor that does not multiply bfloat16 has float32 always |
            | `DASLLM_JAVA_OPTIONS` | none | options for Java, such as `-Xmx8g`; read by the launchers |
            | `DASLLM_DEBUG` | none | with any value, a fault of the program is printed with where it happened |
            """;

    /** Ends the heading of sections that have names of the user's own. */
    private static final String BY_NAME = ".NAME";

    private final StringBuilder page = new StringBuilder(HEAD);
    private final Set<Class<?>> shown = new HashSet<>();

    /** Adds a kind of file. */
    ConfigurationPage file(String title, String explanation, Class<? extends Record> type) {
        page.append("\n## ").append(title).append("\n\n").append(explanation).append('\n');
        section("", type);
        return this;
    }

    String text() {
        return page + ENVIRONMENT;
    }

    private void section(String path, Class<?> type) {
        shown.add(type);
        RecordComments comments = RecordComments.of(type);
        if (!path.isEmpty()) {
            page.append("\n### `")
                    .append(path)
                    .append("`\n\n")
                    .append(comments.summary())
                    .append('\n');
        }
        page.append("\n| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
        Map<String, Class<?>> sections = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> section = record(component.getGenericType());
            if (section != null) {
                String which =
                        component.getType() == List.class ? "[]" : component.getType() == Map.class ? BY_NAME : "";
                sections.put(Keys.of(component) + which, section);
            }
            page.append("| `").append(Keys.of(component)).append("` | ");
            page.append(type(component)).append(" | ");
            page.append(preset(component)).append(" | ");
            page.append(meaning(component, comments)).append(" |\n");
        }
        sections.forEach((key, section) -> {
            // Several of a kind that stands above already have the same keys.
            if (!key.endsWith(BY_NAME) || !shown.contains(section)) {
                section((path.isEmpty() ? "" : path + ".") + key, section);
            }
        });
    }

    private static String meaning(RecordComponent component, RecordComments comments) {
        String meaning = comments.components().getOrDefault(component.getName(), "");
        Class<?> record = record(component.getGenericType());
        if (meaning.isEmpty() && record != null) {
            return RecordComments.of(record).summary();
        }
        if (meaning.isEmpty()) {
            throw new IllegalStateException(
                    "No @param explains " + component.getName() + " of " + component.getDeclaringRecord());
        }
        return meaning;
    }

    private static String preset(RecordComponent component) {
        Default preset = component.getAnnotation(Default.class);
        if (preset != null) {
            return record(component.getGenericType()) != null
                            && component.getType() != Map.class
                            && preset.value().equals("{}")
                    ? "its own"
                    : "`" + preset.value() + "`";
        }
        boolean optional = component.getType() == Optional.class
                || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return optional ? "none" : "**needed**";
    }

    private static String type(RecordComponent component) {
        String type = type(component.getGenericType());
        return component.isAnnotationPresent(Existing.class) ? type + ", there already" : type;
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Map.class) {
                return "keys, each with " + type(arguments[1]);
            }
            return generic.getRawType() == List.class || generic.getRawType() == Set.class
                    ? "list of " + type(arguments[0])
                    : type(arguments[0]);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .map(constant -> "`" + Keys.of((Enum<?>) constant) + "`")
                    .collect(Collectors.joining(", "));
        } else if (raw.isRecord()) {
            return "section";
        } else if (raw == String.class) {
            return "text";
        } else if (raw == Path.class) {
            return "path";
        } else if (raw == boolean.class || raw == Boolean.class) {
            return "true or false";
        } else if (raw == double.class || raw == Double.class) {
            return "number";
        } else if (raw == JsonNode.class) {
            return "anything";
        }
        return "whole number";
    }

    /** The record that a component holds, itself, in a list or by a name; null where it holds none. */
    private static @Nullable Class<?> record(Type type) {
        if (type instanceof ParameterizedType generic) {
            return record(generic.getActualTypeArguments()[generic.getRawType() == Map.class ? 1 : 0]);
        }
        return ((Class<?>) type).isRecord() ? (Class<?>) type : null;
    }
}
