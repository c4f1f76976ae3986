package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every name that a file system takes is a name, whatever Hadoop, Spark, a URI or a shell would read into it. */
class CurationPathsTest {
    private static final String ALL_TRAIN = "{\"split\": {\"train\": 1, \"validation\": 0, \"test\": 0}}";

    @TempDir
    Path dir;

    private static final int TOGETHER = 4;

    private static final List<String> NAMES = List.of(
            "two words",
            " blanks around ",
            "Müller",
            "Mu\u0308ller, decomposed",
            "100%",
            "a%20b",
            "what?",
            "[x]",
            "{y}",
            "{y,z}",
            "*",
            "a#b",
            "a,b",
            "a:b",
            "C:",
            "a;b&c|d",
            "$HOME",
            "${user.home}",
            "$${x}",
            "${env:HOME:-x}",
            "it's",
            "\"quoted\"",
            "back\\slash",
            "\\",
            "-x",
            "--out",
            "~",
            "a+b=c",
            "split=train",
            "@args",
            "!",
            "wow!",
            "_hidden",
            ".hidden",
            "samples.jsonl.gz",
            "two\nlines",
            "a tab\tand a return\r",
            "\u0001",
            "\u00a0\u3000\u2028",
            "<b>&amp;",
            "日本語",
            "קובץ",
            "👍🏽 \ud840\udc00",
            "x".repeat(255),
            "é".repeat(127));

    /** Some at a time: one curation has many inputs, and its output a folder in a folder. */
    static Stream<List<String>> names() {
        return IntStream.iterate(0, at -> at < NAMES.size(), at -> at + TOGETHER)
                .mapToObj(at -> NAMES.subList(at, Math.min(at + TOGETHER, NAMES.size())));
    }

    /** Each is the name of an input and of its folder, and of a folder above the output; the last is the output's. */
    @ParameterizedTest
    @MethodSource("names")
    void aNameIsOnlyAName(List<String> names) throws IOException {
        List<Path> inputs = new ArrayList<>();
        Path out = dir.resolve("out");
        for (String name : names) {
            Path folder = Files.createDirectories(dir.resolve("in").resolve(name));
            String prompt = "prompt " + inputs.size() + " of " + name;
            inputs.add(file(folder, name, sample(name, name, null, prompt, "x")));
            out = out.resolve(name);
        }
        CurationSummary summary = curate(ALL_TRAIN, out, inputs.toArray(Path[]::new));
        assertThat(summary.rows("train")).isEqualTo(names.size());
        assertThat(summary.card().inputs()).extracting(InputFile::name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(SampleFile.read(out.resolve("train.jsonl")))
                .extracting(Sample::id)
                .containsExactlyInAnyOrderElementsOf(names);
        try (Stream<Path> parts = Files.list(out.resolve("train"))) {
            assertThat(parts.map(part -> part.getFileName().toString()))
                    .isNotEmpty()
                    .allMatch(part -> part.endsWith(".parquet"));
        }
        assertThat(list(dir)).containsExactlyInAnyOrder(dir.resolve("in"), dir.resolve("out"));
        Path above = dir.resolve("out");
        for (String name : names) {
            assertThat(list(above)).containsExactly(above.resolve(name));
            above = above.resolve(name);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.toList();
        }
    }

    @Test
    void aPatternNamesNoOtherFile() {
        file(dir, "one.jsonl", sample("a", "g", null, "first", "x"));
        assertThatThrownBy(() -> curate(ALL_TRAIN, dir.resolve("out"), dir.resolve("*.jsonl")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("*.jsonl is not a file");
        Path literal = file(dir, "[o]ne.jsonl", sample("b", "g", null, "second", "x"));
        curate(ALL_TRAIN, dir.resolve("out"), literal);
        assertThat(SampleFile.read(dir.resolve("out").resolve("train.jsonl")))
                .extracting(Sample::id)
                .containsExactly("b");
    }

    /** Hadoop takes a folder and the .. behind it away by name; the system follows the link first. */
    @Test
    void linksAreFollowedBeforeTheFolderAbove() throws IOException {
        Path far = Files.createDirectories(dir.resolve("far").resolve("deep"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), far);
        file(dir.resolve("far"), "in.jsonl", sample("a", "g", null, "first", "x"));
        Path out = link.resolve("..").resolve("out");
        curate(ALL_TRAIN, out, link.resolve("..").resolve("in.jsonl"));
        assertThat(out.resolve("train.jsonl")).exists();
        assertThat(dir.resolve("far").resolve("out").resolve("train.jsonl")).exists();
        assertThat(dir.resolve("out")).doesNotExist();

        Path toOut = Files.createSymbolicLink(
                dir.resolve("current"), dir.resolve("far").resolve("out"));
        curate(ALL_TRAIN, toOut, file(dir, "b.jsonl", sample("b", "g", null, "second", "x")));
        assertThat(toOut).isSymbolicLink();
        assertThat(SampleFile.read(dir.resolve("far").resolve("out").resolve("train.jsonl")))
                .extracting(Sample::id)
                .containsExactly("b");
    }

    @Test
    void aRelativePathCountsFromTheCurrentFolder() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path input = file(dir, "a#.jsonl", sample("a", "g", null, "first", "x"));
        curate(ALL_TRAIN, here.relativize(dir).resolve("new").resolve("..").resolve("o ut"), here.relativize(input));
        assertThat(dir.resolve("o ut").resolve("train.jsonl")).exists();
    }

    @Test
    void aFolderThatCannotBeMadeIsToldInOneLine() throws IOException {
        Path input = file(dir, "in.jsonl", sample("a", "g", null, "first", "x"));
        Path notAFolder = Files.writeString(dir.resolve("a file"), "x", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> curate(ALL_TRAIN, notAFolder.resolve("out"), input))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("a file")
                .hasMessageNotContaining("%20");
        Path loop = dir.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> curate(ALL_TRAIN, loop.resolve("out"), input)).isInstanceOf(DasllmException.class);
    }
}
