package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.dasllm.harvest.run.Harvest;
import org.dasllm.harvest.run.HarvestSummary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedImportTest {
    @TempDir
    Path dir;

    private RecordedConfig config(String name, String content, @Nullable String group) throws Exception {
        Path file = Files.writeString(dir.resolve(name), content);
        return new RecordedConfig(
                List.of(new RecordedFile(file, "test")), "text", "label", "label", group, List.of(), null, ",");
    }

    private static Recorded.Read read(RecordedConfig config) {
        return Recorded.read(config, Progress.SILENT);
    }

    @Test
    void csvWithQuotedLineBreaksCommasAndQuotes() throws Exception {
        Recorded.Read result = read(config(
                "t.csv", "\uFEFFtext,label\r\n\"one\ntwo, \"\"three\"\"\",a\r\n\r\nplain,b\r\n,c\r\nx,\r\n", null));
        assertThat(result.samples())
                .extracting(s -> s.prompt().get(0).content())
                .containsExactly("one\ntwo, \"three\"", "plain");
        Sample first = result.samples().get(0);
        assertThat(first.completion()).isEqualTo("a");
        assertThat(first.gold()).isEqualTo("a");
        assertThat(first.split()).isEqualTo("test");
        assertThat(first.source()).isEqualTo("recorded:t.csv");
        assertThat(first.id()).isEqualTo("t-1");
        assertThat(result.dropped()).isEqualTo(Map.of("the text is empty", 1, "the label is empty", 1));
    }

    @Test
    void equalTextsAreOneGroupAndAGroupColumnGoesFirst() throws Exception {
        List<Sample> byText = read(config("t.csv", "text,label,who\nx,a,1\nx,b,2\ny,a,1\n", null))
                .samples();
        assertThat(byText.get(0).group())
                .isEqualTo(byText.get(1).group())
                .isNotEqualTo(byText.get(2).group());
        List<Sample> byColumn = read(config("t.csv", "text,label,who\nx,a,1\nx,b,2\ny,a,1\n", "who"))
                .samples();
        assertThat(byColumn).extracting(Sample::group).containsExactly("1", "2", "1");
    }

    @Test
    void jsonLinesWithTextsAndConversations() throws Exception {
        Recorded.Read result = read(new RecordedConfig(
                List.of(new RecordedFile(Files.writeString(dir.resolve("t.jsonl"), """
                    {"text":"hello","label":"greeting","channel":"web"}
                    {"text":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"channel":"phone"}
                    """), null)),
                "text",
                null,
                null,
                null,
                List.of("channel"),
                "Be short.",
                ","));
        assertThat(result.samples().get(0).prompt())
                .containsExactly(Message.system("Be short."), Message.user("hello"));
        Sample conversation = result.samples().get(1);
        assertThat(conversation.prompt()).containsExactly(Message.system("Be short."), Message.user("q"));
        assertThat(conversation.completion()).isEqualTo("a");
        assertThat(conversation.attributes()).containsEntry("channel", "phone");
        assertThat(conversation.gold()).isNull();
    }

    @Test
    void aMissingColumnIsSaidWithThoseThatAreThere() throws Exception {
        RecordedConfig config = config("t.csv", "text,category\nx,a\n", null);
        assertThatThrownBy(() -> read(config))
                .isInstanceOf(DasllmException.class)
                .hasMessage(dir.resolve("t.csv") + ", row 1 (line 2) has no column 'label'; it has category, text. "
                        + "Set harvest.recorded.label_column to one of them, or correct the file.");
    }

    @Test
    void brokenFilesAreOneLine() throws Exception {
        RecordedConfig many = config("t.csv", "text,label\nx,a,surplus\n", null);
        assertThatThrownBy(() -> read(many))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("t.csv, row 1 (line 2) has 3 values, and the header has 2 columns");
        RecordedConfig open = config("u.csv", "text,label\n\"x,a\n", null);
        assertThatThrownBy(() -> read(open))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("u.csv, line 2: the quote that begins column 1 is never closed");
        RecordedConfig lines = config("v.jsonl", "{\"text\":\"x\",\"label\":\"y\"}\n{\"text\":\n", null);
        assertThatThrownBy(() -> read(lines)).hasMessageContaining("v.jsonl:2 does not parse");
        RecordedConfig latin = config("w.csv", "", null);
        Files.write(dir.resolve("w.csv"), "text,label\nné,a\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read(latin)).hasMessageContaining("is not UTF-8 text");
        RecordedConfig empty = config("x.csv", "text,label\n", null);
        assertThatThrownBy(() -> read(empty)).hasMessageContaining("x.csv has a header and no row");
    }

    @Test
    void banking77HasTenThousandAndThreeRowsOfSeventySevenClasses() {
        Path data = Path.of(System.getProperty("dasllm.shared"), "data/banking77");
        Assumptions.assumeTrue(Files.isDirectory(data), "banking77: ../shared/data/banking77 is absent");
        RecordedConfig config = new RecordedConfig(
                List.of(
                        new RecordedFile(data.resolve("train.csv"), "train"),
                        new RecordedFile(data.resolve("test.csv"), "test")),
                "text",
                "category",
                "category",
                null,
                List.of(),
                null,
                ",");
        HarvestSummary summary = Harvest.run(
                new HarvestConfig(List.of(), null, config, 0), dir, dir.resolve("samples.jsonl"), Progress.SILENT);
        assertThat(summary.dropped()).isEmpty();
        List<Sample> samples = SampleFile.read(dir.resolve("samples.jsonl"));
        assertThat(samples.stream().filter(s -> "train".equals(s.split()))).hasSize(10_003);
        assertThat(samples.stream().filter(s -> "test".equals(s.split()))).hasSize(3_080);
        assertThat(samples.stream().map(Sample::completion).distinct()).hasSize(77);
    }
}
