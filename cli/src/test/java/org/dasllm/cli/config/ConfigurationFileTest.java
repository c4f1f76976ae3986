package org.dasllm.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationFileTest {
    private static final Map<String, String> NOTHING_SET = Map.of();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path file;

    enum Pace {
        SLOW,
        VERY_FAST
    }

    record Journey(
            String name,
            @Default("3") int stops,
            @Default("0.5") double share,
            @Default("false") boolean express,
            @Default("slow") Pace pace,
            @Default("{}") Luggage luggage,
            @Default("[]") List<String> towns,
            @Default("{}") Map<String, List<String>> lines,
            @Existing @Default("[]") List<Path> maps,
            @Existing @Nullable Path ticket,
            @Nullable Long number) {}

    record Luggage(
            @Default("20") int maxKilograms, @Default("1") int pieces) {
        Luggage {
            new Faults()
                    .unless(maxKilograms >= 1, "max_kilograms", "is at least 1, not " + maxKilograms)
                    .unless(pieces >= 0, "pieces", "is at least 0, not " + pieces)
                    .unless(pieces < 9 || maxKilograms < 50, "allows more than a train can carry")
                    .refuse();
        }
    }

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("journey.yaml");
    }

    @Test
    void everyKeyOfEveryTypeIsTaken() throws IOException {
        Path there = Files.createFile(folder.resolve("map.txt"));
        write(
                "name: to the sea",
                "stops: 1_200",
                "share: 1e-3",
                "express: yes",
                "pace: very-fast",
                "luggage: {max_kilograms: 7}",
                "towns: [Ulm, 'Bad Orb']",
                "lines:",
                "  blue: [a, b]",
                "maps: [" + there + "]",
                "ticket: " + there,
                "number: 5000000000");
        assertThat(read())
                .isEqualTo(new Journey(
                        "to the sea",
                        1200,
                        0.001,
                        true,
                        Pace.VERY_FAST,
                        new Luggage(7, 1),
                        List.of("Ulm", "Bad Orb"),
                        Map.of("blue", List.of("a", "b")),
                        List.of(there),
                        there,
                        5_000_000_000L));
    }

    @Test
    void whatIsNotGivenHasItsDefault() throws IOException {
        write("name: short", "stops:", "ticket: null");
        assertThat(read())
                .isEqualTo(new Journey(
                        "short",
                        3,
                        0.5,
                        false,
                        Pace.SLOW,
                        new Luggage(20, 1),
                        List.of(),
                        Map.of(),
                        List.of(),
                        null,
                        null));
    }

    @Test
    void anUnknownKeyIsRefusedWithItsLineAndTheNearestKnownOne() throws IOException {
        write("name: x", "", "luggage:", "  pieces: 2", "  max_kilogram: 7");
        assertThat(refused())
                .contains(file + ":5: unknown key 'luggage.max_kilogram', did you mean 'luggage.max_kilograms'?");
    }

    @Test
    void anUnknownKeyWithNoNeighbourIsAnsweredWithAllThatAreKnown() throws IOException {
        write("name: x", "luggage: {zzzzzzzzzzzzzzzzzzzz: 2}");
        assertThat(refused()).contains(":2: unknown key").contains("known here: max_kilograms, pieces");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stops: many | 'stops' must be a whole number, not 'many'",
                "stops: 1.5 | 'stops' must be a whole number, not '1.5'",
                "stops: 99999999999 | 'stops' must be a whole number, not '99999999999'",
                "stops: [1] | 'stops' must be a single value, not a list",
                "share: half | 'share' must be a number, not 'half'",
                "share: .nan | 'share' must be a number, not '.nan'",
                "share: NaN | 'share' must be a number, not 'NaN'",
                "express: 1 | 'express' must be true or false, not '1'",
                "pace: quick | 'pace' must be one of slow, very_fast, not 'quick'",
                "luggage: heavy | 'luggage' must be a section with keys of its own, not 'heavy'",
                "towns: Ulm | 'towns' must be a list, not 'Ulm'",
                "towns: [[Ulm]] | 'towns[0]' must be a single value, not a list",
                "lines: [a] | 'lines' must be keys and values, not a list",
            })
    void aWrongTypeIsRefusedWithItsLineAndWhatItShouldBe(String line, String complaint) throws IOException {
        write("name: x", line);
        assertThat(refused()).contains(file + ":2: " + complaint);
    }

    @Test
    void aMissingKeyIsNamed() throws IOException {
        write("stops: 2");
        assertThat(refused()).contains(file + ":1: missing key 'name'");
    }

    @Test
    void aPathThatIsNotThereIsRefusedOnItsOwnLine() throws IOException {
        Path there = Files.createFile(folder.resolve("map.txt"));
        Path gone = folder.resolve("gone.txt");
        write("name: x", "maps:", "  - " + there, "  - " + gone, "ticket: " + gone);
        assertThat(refused())
                .contains(file + ":4: 'maps[1]': there is no " + gone)
                .contains(file + ":5: 'ticket': there is no " + gone)
                .doesNotContain("no " + there);
    }

    @Test
    void allErrorsAreToldAtOnceEachWithItsLine() throws IOException {
        write("nam: x", "stops: many", "luggage:", "  max_kilograms: 0", "  pieces: 1");
        assertThat(refused())
                .startsWith("The configuration has 4 errors: ")
                .contains(file + ":1: unknown key 'nam', did you mean 'name'?")
                .contains(file + ":1: missing key 'name'")
                .contains(file + ":2: 'stops' must be")
                .contains(file + ":4: 'luggage.max_kilograms' is at least 1, not 0")
                .endsWith("Nothing was started; correct this, with docs/configuration.md for every key, and run again.")
                .doesNotContain("\n");
    }

    @Test
    void aRecordsOwnRefusalsStandWhereTheirKeysDo() throws IOException {
        write("name: x", "luggage:", "  pieces: -1", "  max_kilograms: 0");
        assertThat(refused())
                .contains(file + ":3: 'luggage.pieces' is at least 0, not -1")
                .contains(file + ":4: 'luggage.max_kilograms' is at least 1, not 0");
        write("name: x", "luggage: {pieces: 9, max_kilograms: 50}");
        assertThat(refused()).contains(file + ":2: 'luggage': allows more than a train can carry");
    }

    @Test
    void aRelativePathThatIsNotThereIsNamedWithThePlaceWhereItWasLookedFor() throws IOException {
        write("name: x", "ticket: no/such/ticket.txt");
        assertThat(refused())
                .contains(file + ":2: 'ticket': there is no no/such/ticket.txt (looked for at "
                        + Path.of("no/such/ticket.txt").toAbsolutePath());
    }

    @Test
    void aValueKeepsItsSpellingWhereItIsText() throws IOException {
        for (String spelled : List.of("007", "1.50", "1e3", "yes", "0x1F", "1_000", "2026-11-28", "'null'", "12:30")) {
            write("name: " + spelled);
            assertThat(read().name()).isEqualTo(spelled.replace("'", ""));
        }
    }

    @Test
    void aValueThatIsAnAliasOfItselfIsRefused() throws IOException {
        write("name: x", "towns: &t [*t]");
        assertThat(refused()).contains("nested too deeply");
    }

    @Test
    void theResolvedFileIsReadBackToTheSame() throws IOException {
        write("name: 007", "luggage: {pieces: 2}", "lines: {blue: [a, 1.50]}", "pace: very_fast", "number: 5");
        Journey journey = read();
        String json = Json.line(ConfigJson.of(journey));
        assertThat(json).contains("\"max_kilograms\":20").contains("\"1.50\"");
        assertThat(ConfigBinder.bind(ConfigSource.json(json, "run.json"), Journey.class))
                .isEqualTo(journey);
    }

    @Test
    void aSetOptionReplacesAndAdds() throws IOException {
        write("name: x", "stops: 2", "luggage: {pieces: 2}");
        Map<String, String> set = new LinkedHashMap<>();
        set.put("stops", "9");
        set.put("luggage.max_kilograms", "30");
        set.put("lines.red", "[a, b]");
        set.put("towns", "[Ulm]");
        Journey journey = ConfigurationFile.read(file, set, Journey.class);
        assertThat(journey.stops()).isEqualTo(9);
        assertThat(journey.luggage()).isEqualTo(new Luggage(30, 2));
        assertThat(journey.lines()).containsEntry("red", List.of("a", "b"));
        assertThat(journey.towns()).containsExactly("Ulm");
        assertThat(journey.name()).isEqualTo("x");
    }

    @Test
    void aSetOptionMendsWhatIsWrongInTheFile() throws IOException {
        write("name: x", "stops: many");
        assertThat(ConfigurationFile.read(file, Map.of("stops", "4"), Journey.class)
                        .stops())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stops | many | 'stops' must be a whole number, not 'many'",
                "stop | 4 | unknown key 'stop', did you mean 'stops'?",
                "luggage.weight.net | 4 | unknown key 'luggage.weight'",
                "towns | [[a]] | 'towns[0]' must be a single value",
                "luggage | {piece: 4} | unknown key 'luggage.piece', did you mean 'luggage.pieces'?",
                "luggage | {max_kilograms: 0} | 'luggage.max_kilograms' is at least 1, not 0",
                "towns | [Ulm | not valid YAML",
            })
    void aWrongSetOptionIsNamed(String key, String value, String complaint) throws IOException {
        write("name: x");
        assertThat(refused(Map.of(key, value)))
                .contains("--set " + key + "=" + value + ": " + complaint)
                .doesNotContain(file + ":1");
    }

    /** Such as a path that YAML would cut off or take for something else. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a #b", "a: b", "trailing ", " leading", "*a", "&a b", "!a b", "- a", "@a", "%a", "a|b", "`a`"})
    void aSetOptionWithoutBracketsOrQuotesIsTakenAsItIs(String value) throws IOException {
        write("stops: 1");
        assertThat(ConfigurationFile.read(file, Map.of("name", value), Journey.class)
                        .name())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"towns: [Ulm", "name: 'x", "a: b: c", "\tname: x", "name: &a x\nticket: *b"})
    void textThatIsNoYamlIsRefusedInOneLine(String text) throws IOException {
        write(text);
        assertThat(refused())
                .startsWith(file + ":")
                .contains("not valid YAML")
                .doesNotContain("\n")
                .doesNotContain("yaml.snake");
    }

    @Test
    void aControlCharacterIsRefusedInOneLine() throws IOException {
        write("name: a\u0001b");
        assertThat(refused())
                .startsWith(file.toString())
                .contains("not valid YAML")
                .doesNotContain("\n");
    }

    @Test
    void aKeyGivenTwiceIsRefused() throws IOException {
        write("name: x", "stops: 1", "lines: {blue: [a], blue: [b]}", "stops: 2");
        assertThat(refused())
                .contains(file + ":4: the key 'stops' is there twice")
                .contains(file + ":3: the key 'lines.blue' is there twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just words", "- a\n- b"})
    void aFileWithoutKeysIsRefused(String text) throws IOException {
        write(text);
        assertThat(refused()).contains(file + ":1: expected keys and values");
    }

    @Test
    void aFileThatIsNotThereOrNoTextIsAWrongCommandLine() throws IOException {
        assertThat(refused()).startsWith("There is no configuration file " + file);
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});
        assertThat(refused()).startsWith(file + " is not UTF-8 text");
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }

    private Journey read() {
        return ConfigurationFile.read(file, NOTHING_SET, Journey.class);
    }

    private String refused() {
        return refused(NOTHING_SET);
    }

    private String refused(Map<String, String> set) {
        DasllmException refusal =
                catchThrowableOfType(DasllmException.class, () -> ConfigurationFile.read(file, set, Journey.class));
        assertThat(refusal).isNotNull();
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
        return String.valueOf(refusal.getMessage());
    }
}
