package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {
    @TempDir
    Path dir;

    private Recorded csv(String content) {
        return Recorded.of(dir, "t.csv", content);
    }

    private static Path trial(String name) {
        Path trials = Path.of(System.getProperty("dasllm.shared"), "data/trials");
        Assumptions.assumeTrue(Files.isDirectory(trials), "trials: ../shared/data/trials is absent");
        return trials.resolve(name);
    }

    private static List<String> texts(Recorded recorded) {
        return recorded.samples().stream().map(s -> s.prompt().get(0).content()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "text,label,label # the name 'label', the 2. and the 3.",
                "text,label,text # the name 'text', the 1. and the 3.",
                "label,text,label # the name 'label', the 1. and the 3.",
                "text, label,label # the name 'label', the 2. and the 3.",
                "text,label,\"label\" # the name 'label', the 2. and the 3.",
                "text,label,\uFEFFlabel # the name 'label', the 2. and the 3.",
                "text,x,label # -",
                "text,label,Label # row 1 (line 2): the columns 'label' and 'Label' differ only in case or blanks",
                "text,label,la bel # the columns 'label' and 'la bel' differ only in case or blanks",
                "text,label,TEXT # the columns 'text' and 'TEXT' differ only in case or blanks",
                "text,label,\u200Blabel # the columns 'label' and",
            })
    void twoColumnsOfOneNameAreRefusedWithTheirPlaces(String header, String what) {
        Recorded recorded = csv(header + "\nq,a,b\n");
        if (what.equals("-")) {
            assertThat(recorded.labels()).containsExactly("b");
        } else {
            recorded.refusal().startsWith(dir.resolve("t.csv").toString()).contains(what);
        }
    }

    @Test
    void lookAlikesOfColumnsThatAreNotUsedDoNotMatter() {
        assertThat(csv("text,label,ID,id\nq,a,1,2\n").labels()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"text\":\"q\",\"label\":\"a\",\"label\":\"b\"} | the key 'label' is there twice",
                "{\"text\":\"q\",\"text\":\"r\",\"label\":\"b\"} | the key 'text' is there twice",
                "{\"text\":\"q\",\"label\":{\"a\":1,\"a\":2}} | the key 'a' is there twice",
                "{\"text\":\"q\",\"label\":\"a\",\"Label\":\"b\"} | row 1: the columns 'label' and 'Label' differ only",
                "{\"text\":\"q\",\"label\":\"a\",\" label\":\"b\"} | row 1: the columns 'label' and ' label' differ only",
                "{\"text\":\"q\",\"label\":\"a\",\"\uFEFFtext\":\"b\"} | row 1: the columns 'text' and",
            })
    void keysOfJsonLikewise(String row, String what) {
        Recorded.of(dir, "t.jsonl", row + "\n").refusal().contains(what);
    }

    @Test
    void blanksAroundNamesAndValuesDoNotCountUnlessQuoted() {
        Recorded recorded = csv(" text , label,\twho , channel\n q , a ,\tx\t, web \n\" q\", \" a \" , \" x\",\"\"\n")
                .group("who")
                .gold("label")
                .attributes("channel");
        List<Sample> samples = recorded.samples();
        assertThat(texts(recorded)).containsExactly(" q ", " q");
        assertThat(samples).extracting(Sample::completion).containsExactly("a", " a ");
        assertThat(samples).extracting(Sample::gold).containsExactly("a", " a ");
        assertThat(samples).extracting(Sample::group).containsExactly("x", " x");
        assertThat(samples).extracting(Sample::attributes).containsExactly(Map.of("channel", "web"), Map.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "~q,a\nr\n~ # row 2 (line 3) has 1 value, and the header has 2 columns",
                "~q,a\nr,b,c\n~ # row 2 (line 3) has 3 values, and the header has 2 columns",
                "~\"q\nq\",a\n\nr,b,\n~ # row 2 (line 5) has 3 values",
                "~q,a\nr, s,b\n~ # row 2 (line 3) has 3 values",
                "~\"q,a\nr,b\n~ # t.csv, line 2: the quote that begins column 1 is never closed",
                "~q,a\nr,\"b\ns,c\nt,d~ # t.csv, line 3: the quote that begins column 2 is never closed",
                "~q,a\n\"r\"x,b\n~ # t.csv, line 3: there is text after the closing quote of column 1",
                "~\"say \\\"hi\\\"\",a\n~ # t.csv, line 2: there is text after the closing quote of column 1",
            })
    void brokenRowsAreNamed(String rows, String what) {
        csv("text,label\n" + rows).refusal().contains(what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "~text;label\nq;a\n~ # , # has one column, 'text;label', and in its name ';'",
                "~text\tlabel\nq\ta\n~ # , # a tab, which looks like the delimiter. Set harvest.recorded.delimiter to \"\\t\"",
                "~text|label\nq|a\n~ # , # Set harvest.recorded.delimiter to '|'",
                "~text,label\nq,a\n~ # ; # Set harvest.recorded.delimiter to ','",
                "~\"text\";\"label\"\n\"q\";\"a\"\n~ # , # Set harvest.recorded.delimiter to ';'",
                "~sep=;\ntext;label\nq;a\n~ # , # line 1 names ';', which looks like the delimiter",
                "~text;label\nq, r;a\n~ # , # Set harvest.recorded.delimiter to ';'",
            })
    void anotherDelimiterIsRecognised(String content, String delimiter, String what) {
        csv(content).delimiter(delimiter).refusal().contains(what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "~text;label\nq;a\n~ # ;",
                "~sep=;\ntext;label\nq;a\n~ # ;",
                "~text,label\rq,a\r~ # ,",
                "~text,label\r\nq,a~ # ,",
                "~\uFEFF\uFEFFtext,label\nq,a\n~ # ,",
                "~\"text\",\"label\"\n\"q\",\"a\"\n~ # ,",
                "~,text,label\n0,q,a\n~ # ,",
                "~text,label,,\nq,a,,\n~ # ,",
                "~\n\n  \ntext,label\n\n\t\nq,a\n\n~ # ,",
                "~text,label\n\"q\" , \"a\" \n~ # ,",
            })
    void whatIsReadAllTheSame(String content, String delimiter) {
        Recorded recorded = csv(content).delimiter(delimiter);
        assertThat(texts(recorded)).containsExactly("q");
        assertThat(recorded.labels()).containsExactly("a");
    }

    @Test
    void tabsAreKeptInTextsAndQuotesWithinThem() {
        Recorded recorded = csv("text\tlabel\n 5\" pipe, \"good\"\ta b\n\"x\ty\r\nz \"\"w\"\"\"\t 007\n")
                .delimiter("\t");
        assertThat(texts(recorded)).containsExactly(" 5\" pipe, \"good\"", "x\ty\r\nz \"w\"");
        assertThat(recorded.labels()).containsExactly("a b", "007");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "~~ # is empty",
                "~\n \n~ # is empty",
                "~\uFEFF~ # is empty",
                "~text,label~ # has a header and no row",
                "~text,label\n\n~ # has a header and no row",
                "~sep=,\n~ # is empty",
                "~,,\n1,2,3\n~ # has no column 'text'; it has nothing",
            })
    void filesWithoutRowsAreNamed(String content, String what) {
        csv(content == null ? "" : content)
                .refusal()
                .startsWith(dir.resolve("t.csv").toString())
                .contains(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void whatSpreadsheetsWriteIsRead(String charset) throws Exception {
        Path file = Files.write(
                dir.resolve("t.csv"), "\uFEFFtext,label\r\nGrüße 😀,ä\r\n".getBytes(Charset.forName(charset)));
        assertThat(Recorded.of(file).labels()).containsExactly("ä");
    }

    @Test
    void whatPeopleSentUs() {
        Recorded.of(trial("dupcol.csv")).refusal().contains("two columns of the name 'label', the 2. and the 3.");
        assertThat(Recorded.of(trial("space.csv")).labels()).containsExactly("fraud", "login");
        assertThat(Recorded.of(trial("utf16.csv")).labels()).containsExactly("fraud");
    }
}
