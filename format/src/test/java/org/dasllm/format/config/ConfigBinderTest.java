package org.dasllm.format.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.config.ConfigSource.Place;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigBinderTest {
    enum Level {
        LOW,
        VERY_HIGH
    }

    record Part(int size, @Default("1.5") double weight) {
        Part {
            new Faults().unless(size > 0, "size", "is above 0, not " + size).refuse();
        }
    }

    record Whole(
            String name,
            Part firstPart,
            @Default("[]") List<Part> otherParts,
            @Default("{}") Map<String, Integer> counts,
            @Default("low") Level level,
            @Default("[\"a\", \"b\"]") Set<String> marks,
            Optional<Long> limit,
            @Nullable Path folder,
            @Default("true") boolean quick,
            @Default("{}") JsonNode schema) {}

    private static Whole bind(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "run.json"), Whole.class);
    }

    @Test
    void bindsEveryTypeAndWritesItBack() {
        Whole whole = bind("""
                {"name": "n", "first_part": {"size": 3}, "other_parts": [{"size": 1, "weight": 2}], "counts": {"x": 4},
                 "level": "very-high", "limit": 9000000000, "folder": "a/b", "quick": false, "schema": {"type": [1, true]}}""");
        assertThat(whole.firstPart()).isEqualTo(new Part(3, 1.5));
        assertThat(whole.otherParts()).containsExactly(new Part(1, 2));
        assertThat(whole.marks()).containsExactly("a", "b");
        assertThat(whole.limit()).contains(9_000_000_000L);
        String written = Json.line(ConfigJson.of(whole));
        assertThat(written)
                .isEqualTo("{\"name\":\"n\",\"first_part\":{\"size\":3,\"weight\":1.5},"
                        + "\"other_parts\":[{\"size\":1,\"weight\":2.0}],\"counts\":{\"x\":4},\"level\":\"very_high\","
                        + "\"marks\":[\"a\",\"b\"],\"limit\":9000000000,\"folder\":\"a/b\",\"quick\":false,"
                        + "\"schema\":{\"type\":[1,true]}}");
        assertThat(bind(written)).isEqualTo(whole);
    }

    @Test
    void reportsEverythingAtOnce() {
        assertThatThrownBy(() -> bind("{\"nam\": \"n\", \"first_part\": {\"size\": 0, \"weigth\": 1}, \"level\": 3,"
                        + " \"other_parts\": [{\"size\": -1}, {\"size\": \"x\"}]}"))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("The configuration has 6 errors: ")
                .hasMessageContaining("run.json: unknown key 'nam', did you mean 'name'?")
                .hasMessageContaining("missing key 'name'")
                .hasMessageContaining("unknown key 'first_part.weigth', did you mean 'first_part.weight'?")
                .hasMessageContaining("'other_parts[0].size' is above 0, not -1")
                .hasMessageContaining("'other_parts[1].size' must be a whole number, not 'x'")
                .hasMessageContaining("'level' must be one of low, very_high, not '3'")
                .hasMessageContaining(Problems.PAGE)
                .extracting(failure -> ((DasllmException) failure).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"first_part\": 3 | 'first_part' must be a section with keys of its own, not '3'",
                "\"first_part\": {\"size\": [1]} | 'first_part.size' must be a single value, not a list",
                "\"first_part\": {\"size\": 1.5} | 'first_part.size' must be a whole number, not '1.5'",
                "\"counts\": {\"a\": null} | 'counts.a' must be a single value, not nothing",
                "\"counts\": {\"a\": \"many\"} | 'counts.a' must be a whole number, not 'many'",
                "\"marks\": \"a\" | 'marks' must be a list, not 'a'",
                "\"quick\": 1 | 'quick' must be true or false, not '1'",
                "\"limit\": {} | 'limit' must be a single value, not keys and values",
                "\"level\": \"\" | 'level' must be one of low, very_high, not ''",
            })
    void namesAWrongType(String key, String complaint) {
        ObjectNode whole = Json.parse("{\"name\": \"n\", \"first_part\": {\"size\": 1}}", ObjectNode.class, "whole");
        whole.setAll(Json.parse("{" + key + "}", ObjectNode.class, "key"));
        assertThatThrownBy(() -> bind(whole.toString())).hasMessageContaining(complaint);
    }

    @Test
    void aPlaceIsThatOfTheNearestThingAroundAndASpellingIsKept() {
        JsonNode root = Json.parse("{\"name\": 7, \"first_part\": {\"size\": 0}}", JsonNode.class, "here");
        ConfigSource source = new ConfigSource(
                root,
                "run.yaml",
                Map.of(
                        JsonPointer.compile("/name"), new Place("run.yaml:1", "007"),
                        JsonPointer.compile("/first_part"), new Place("run.yaml:2", null)));
        assertThatThrownBy(() -> ConfigBinder.bind(source, Whole.class))
                .hasMessageContaining("run.yaml:2: 'first_part.size' is above 0, not 0");
        JsonNode right = Json.parse("{\"name\": 7, \"first_part\": {\"size\": 1}}", JsonNode.class, "here");
        assertThat(ConfigBinder.bind(new ConfigSource(right, "run.yaml", source.places()), Whole.class)
                        .name())
                .isEqualTo("007");
    }

    /** YAML takes {@code no} and {@code on} for truth values, and a list of words means the words. */
    @Test
    void inAValueOfNoTypeAWordIsTheWordAndTrueIsTrue() {
        JsonNode root = Json.parse(
                "{\"name\": \"n\", \"first_part\": {\"size\": 1}, \"quick\": true, \"schema\": {\"a\": [true, false, true, 1]}}",
                JsonNode.class,
                "here");
        ConfigSource source = new ConfigSource(
                root,
                "run.yaml",
                Map.of(
                        JsonPointer.compile("/quick"), new Place("run.yaml:1", "on"),
                        JsonPointer.compile("/schema/a/0"), new Place("run.yaml:2", "yes"),
                        JsonPointer.compile("/schema/a/1"), new Place("run.yaml:2", "No"),
                        JsonPointer.compile("/schema/a/2"), new Place("run.yaml:2", "True"),
                        JsonPointer.compile("/schema/a/3"), new Place("run.yaml:2", "1")));
        Whole whole = ConfigBinder.bind(source, Whole.class);
        assertThat(whole.quick()).isTrue();
        assertThat(Json.line(whole.schema())).isEqualTo("{\"a\":[\"yes\",\"No\",true,1]}");
    }

    @Test
    void aSectionIsAConfigurationOfItsOwnAndMayBeAbsent() {
        ConfigSource run = ConfigSource.json("{\"part\": {\"size\": 2}, \"other\": 1}", "run.json");
        assertThat(ConfigBinder.bind(run.section("part"), Part.class)).isEqualTo(new Part(2, 1.5));
        assertThatThrownBy(() -> ConfigBinder.bind(run.section("absent"), Part.class))
                .hasMessageContaining("run.json, 'absent': missing key 'size'");
        assertThatThrownBy(() -> ConfigSource.json("[]", "run.json")).hasMessageContaining("is not a JSON object");
    }

    /** Knows of names that are no files. */
    static final class Known implements Presence {
        @Override
        public Optional<String> absence(Path path) {
            return path.toString().equals("org/known") ? Optional.empty() : Optional.of("nobody knows " + path);
        }
    }

    record Named(
            @Existing(by = Known.class) Path model,
            @Existing Path file) {}

    @Test
    void aPathMayNameMoreThanFiles() {
        ConfigSource source = ConfigSource.json("{\"model\": \"org/known\", \"file\": \".\"}", "run.json");
        assertThat(ConfigBinder.bind(source, Named.class).model()).isEqualTo(Path.of("org/known"));
        ConfigSource wrong = ConfigSource.json("{\"model\": \"other\", \"file\": \"no/such\"}", "run.json");
        assertThatThrownBy(() -> ConfigBinder.bind(wrong, Named.class))
                .hasMessageContaining("'model': nobody knows other")
                .hasMessageContaining("'file': there is no no/such");
        assertThat(ConfigBinder.bind(wrong, Named.class, new Problems(), ExistingPaths.NOT_LOOKED_FOR)
                        .model())
                .isEqualTo(Path.of("other"));
    }

    @Test
    void aRecordThatIsBuiltInCodeRefusesInOneLineToo() {
        assertThatThrownBy(() -> new Part(0, 1))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage("The configuration cannot be used: 'size' is above 0, not 0. Correct that value.");
    }
}
