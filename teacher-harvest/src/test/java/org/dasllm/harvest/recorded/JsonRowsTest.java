package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRowsTest {
    @TempDir
    Path dir;

    private static Path trial(String name) {
        Path trials = Path.of(System.getProperty("dasllm.shared"), "data/trials");
        Assumptions.assumeTrue(Files.isDirectory(trials), "trials: ../shared/data/trials is absent");
        return trials.resolve(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "~{\"text\":\"q\",\"label\":\"a\"}\n{\"text\":\"r\",\"label\":\"b\"}\n~",
                "~{\"text\":\"q\",\"label\":\"a\"}\r{\"text\":\"r\",\"label\":\"b\"}~",
                "~\uFEFF{\"text\":\"q\",\"label\":\"a\"}\r\n\r\n\uFEFF{\"text\":\"r\",\"label\":\"b\"}\r\n~",
                "~[{\"text\":\"q\",\"label\":\"a\"},{\"text\":\"r\",\"label\":\"b\"}]~",
                "~\uFEFF\n[\n  {\n\"text\":\"q\",\n\"label\":\"a\"},\n{\"text\":\"r\",\"label\":\"b\"}\n]\n~",
                "~{\n \"text\":\"q\",\n \"label\":\"a\"\n}\n{\n \"text\":\"r\",\n \"label\":\"b\"\n}\n~",
                "~{\r\n \"text\":\"q\",\r\n \"label\":\"a\"\r\n}{\"text\":\"r\",\"label\":\"b\"}~",
            })
    void objectsInEveryLayout(String content) {
        for (String name : new String[] {"t.jsonl", "t.json", "T.NDJSON"}) {
            Recorded recorded = Recorded.of(dir, name, content);
            assertThat(recorded.labels()).containsExactly("a", "b");
            assertThat(recorded.samples()).extracting(Sample::id).containsExactly("t-1", "t-2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "~[{\"text\":\"q\"},\n 5]~ # t.json, row 1 has no column 'label'",
                "~[{\"text\":\"q\",\"label\":\"a\"},\n 5]~ # t.json:2 is a number, not an object",
                "~[{\"text\":\"q\",\"label\":\"a\"}~ # the text ends before the list that begins at column 1 is closed",
                "~[{\"text\":\"q\",\"label\":\"a\"}]\nx~ # t.json:2 does not parse",
                "~[{\"text\":\"q\",\"label\":\"a\"}]{}~ # t.json:1 does not parse: there is text after the array",
                "~[{\"text\":\"q\",\"label\":\"a\"},\n"
                        + "{\"text\":\"q\",\"label\":NaN}]~ # t.json:2 does not parse: column 24: 'NaN' is no number in"
                        + " JSON",
                "~[{\"text\":\"q\",\"label\":\"a\",\"label\":\"b\"}]~ # the key 'label' is there twice",
                """
                ~{
                "text":"q",
                "label":"a"
                }
                {
                "text":"q",~ # t.json:6 does not parse: column 12: the text ends inside an object""",
                "~{\"text\":\"q\",\"label\":NaN}~ # t.json:1 does not parse: column 24: 'NaN' is no number in JSON:"
                        + " write null",
                "~{\"text\":\"q\",\"label\":-Infinity}~ # t.json:1 does not parse: column 30: '-Infinity' is no number"
                        + " in JSON",
                "~{\"text\":\"q\",\"label\":None}~ # t.json:1 does not parse: column 21: 'None' is no value in JSON:"
                        + " write null",
                "~{\"text\":\"q\",\"label\":007}~ # t.json:1 does not parse: column 22: a number begins with a 0 too"
                        + " many",
                "~{'text':'q'}~ # t.json:1 does not parse: column 2: keys stand in straight double quotes",
                "~{\"text\":\"q\",\"label\":\"a\"} {}~ # t.json:1 does not parse: column 26: there is text after the"
                        + " value",
                "~\"text\"~ # t.json:1 is a text, not an object",
                "~text,label\nq,a~ # t.json:1 does not parse: column 1: 'text' is no value in JSON",
                "~[]~ # t.json holds no row",
                "~\n \n~ # t.json holds no row",
                "~{\"text\":\"q\",\"label\":\"a\"}\n"
                        + "{\"text\":\"r\",\"la~ # t.json:2 does not parse: column 16: the text ends inside a key; it is"
                        + " the last line",
            })
    void whatIsWrongIsNamedWithItsLine(String content, String what) {
        Recorded.of(dir, "t.json", content).refusal().contains(what);
    }

    @Test
    void deepNestingIsRefused() {
        Recorded.of(dir, "t.jsonl", "{\"text\":" + "[".repeat(10_000)).refusal().contains("t.jsonl:1 does not parse");
    }

    @Test
    void aRowsLineIsNamedWhereItIsAnotherNumber() {
        Recorded.of(dir, "t.jsonl", "\n\n{\"text\":\"q\"}\n")
                .refusal()
                .contains("t.jsonl, row 1 (line 3) has no column");
    }

    @Test
    void whatPeopleSentUs() {
        assertThat(Recorded.of(trial("array.json")).labels()).containsExactly("fraud", "login", "closure");
        assertThat(Recorded.of(trial("bom.jsonl")).labels()).containsExactly("fraud", "login", "closure");
        Recorded.of(trial("nan.jsonl"))
                .refusal()
                .contains("nan.jsonl:1 does not parse: column 33: 'NaN' is no number in JSON");
        assertThat(Recorded.of(trial("gz.jsonl.gz")).labels()).containsExactly("fraud", "login", "closure");
    }
}
