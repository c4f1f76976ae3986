package org.dasllm.format.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;

/**
 * The keys of an open file with their values. A key whose value is of another kind than asked for is refused by name. Arrays are read
 * when they are asked for.
 */
public final class GgufMetadata {
    private final Path file;
    private final FileChannel channel;
    private final Map<String, GgufValue> values;

    GgufMetadata(Path file, FileChannel channel, Map<String, GgufValue> values) {
        this.file = file;
        this.channel = channel;
        this.values = Collections.unmodifiableMap(values);
    }

    /** All keys, in the order of the file. */
    public Set<String> keys() {
        return values.keySet();
    }

    public Optional<String> text(String key) {
        return get(key, GgufValue.Text.class, "text").map(GgufValue.Text::text);
    }

    public Optional<Boolean> flag(String key) {
        return get(key, GgufValue.Flag.class, "true or false").map(GgufValue.Flag::flag);
    }

    public OptionalLong whole(String key) {
        Optional<GgufValue.Whole> value = get(key, GgufValue.Whole.class, "a whole number");
        return value.isPresent() ? OptionalLong.of(value.get().number()) : OptionalLong.empty();
    }

    /** A number of either kind. */
    public OptionalDouble real(String key) {
        return values.get(key) instanceof GgufValue.Whole whole
                ? OptionalDouble.of((double) whole.number())
                : get(key, GgufValue.Real.class, "a number")
                        .map(value -> OptionalDouble.of(value.number()))
                        .orElse(OptionalDouble.empty());
    }

    /** How many values an array has, without reading them. */
    public OptionalInt count(String key) {
        Optional<GgufValue.Items> items = get(key, GgufValue.Items.class, "an array");
        return items.isPresent() ? OptionalInt.of(items.get().count()) : OptionalInt.empty();
    }

    /** Texts, such as a tokenizer's tokens. */
    public Optional<List<String>> texts(String key) {
        return items(key, GgufValue.Text.class, "an array of texts")
                .map(items -> items.stream().map(GgufValue.Text::text).toList());
    }

    /** Whole numbers, such as the kinds of tokens. */
    public Optional<long[]> wholes(String key) {
        return items(key, GgufValue.Whole.class, "an array of whole numbers")
                .map(items -> items.stream().mapToLong(GgufValue.Whole::number).toArray());
    }

    /** Decimal numbers, such as the scores of tokens. */
    public Optional<double[]> reals(String key) {
        return items(key, GgufValue.Real.class, "an array of decimal numbers")
                .map(items -> items.stream().mapToDouble(GgufValue.Real::number).toArray());
    }

    /** Of a key that the file must have. */
    public DasllmException missing(String key) {
        return DasllmException.input(
                file + " has no key '" + key + "'", "Download the file again, or take one that a newer converter made");
    }

    private <T extends GgufValue> Optional<List<T>> items(String key, Class<T> type, String expected) {
        Optional<GgufValue.Items> items = get(key, GgufValue.Items.class, expected);
        if (items.isEmpty()) {
            return Optional.empty();
        }
        List<T> read = new ArrayList<>();
        try {
            HeaderReader in = new HeaderReader(channel, items.get().position());
            for (int i = 0; i < items.get().count(); i++) {
                read.add(as(key, ValueKind.read(in, items.get().of(), key), type, expected));
            }
        } catch (HeaderReader.Invalid e) {
            throw DasllmException.input(file + ": " + e.reason(), "Download or make the file again");
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
        return Optional.of(read);
    }

    private <T extends GgufValue> Optional<T> get(String key, Class<T> type, String expected) {
        return Optional.ofNullable(values.get(key)).map(value -> as(key, value, type, expected));
    }

    private <T extends GgufValue> T as(String key, GgufValue value, Class<T> type, String expected) {
        if (!type.isInstance(value)) {
            throw DasllmException.input(
                    file + ": the key '" + key + "' holds " + value.kind() + ", and " + expected + " is expected",
                    "Download the file again, or take one that a newer converter made");
        }
        return type.cast(value);
    }
}
