package org.dasllm.document.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dasllm.document.content.BarChart;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.ComparisonChart;
import org.dasllm.document.content.CurveChart;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Form;
import org.dasllm.document.content.IntervalChart;
import org.dasllm.document.content.MatrixChart;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Range;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.junit.jupiter.api.Test;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

class PdfRendererTest {
    private static final byte[] JSON = "{\"verdict\": \"shown\"}\n".getBytes(StandardCharsets.UTF_8);

    private static Document document() {
        List<Table.Row> rows = new ArrayList<>();
        IntStream.range(0, 120).forEach(i -> rows.add(Table.Row.of("row number " + i, "17.5", "−1.2 to +3.4")));
        Table table = new Table(
                "long",
                "A table that is longer than a page",
                List.of(Table.Column.words("Row of it"), Table.Column.numbers("Number"), Table.Column.ranges("Range")),
                rows);
        return new Document(
                "Evaluation of <student> & \"co\"",
                "evaluation report",
                "Can <student> take its teacher’s place?",
                List.of(new Block.Finding(Block.Finding.Tone.GOOD, "Shown", Text.of("All of it lies above."))),
                List.of(
                        new Section("one", "First", List.of(new Block.Paragraph("Words → ✓ ✗ ☐ − ≤ α Ω я"), table)),
                        new Section(
                                "two",
                                "Second",
                                List.of(
                                        new Block.Subsection("A part", figures()),
                                        new Block.Paragraph("Signs that the typefaces lack: 漢字 and \uD83D\uDE00"),
                                        new Quotations(List.of(new Quotations.Quotation(
                                                "q-1",
                                                "What is\nasked?",
                                                List.of(new Quotations.Saying(
                                                        "teacher",
                                                        Quotations.Correctness.RIGHT,
                                                        "{\"a\":1,\"b\":2}"))))))),
                        new Section(
                                "three",
                                "Signatures",
                                List.of(new Form(
                                        List.of("approved", "not approved"),
                                        "Conditions:",
                                        List.of("Role", "Name", "Signature"),
                                        List.of("Owner", "Reviewer"))))));
    }

    private static List<Block> figures() {
        IntervalChart.Limit limit = new IntervalChart.Limit(-0.05, "margin −5.0");
        return List.of(
                new Figure(
                        "intervals",
                        Text.of("Intervals."),
                        new IntervalChart(
                                "Differences",
                                "points",
                                "difference",
                                limit,
                                List.of(new IntervalChart.Row(
                                        "exact",
                                        "decides",
                                        true,
                                        -0.01,
                                        new Range(-0.02, 0.9),
                                        new Range(-0.02, 0.1),
                                        "−1.0")))),
                new Figure(
                        "matrix",
                        Text.of("Matrix."),
                        new MatrixChart(
                                "Counts",
                                "right",
                                "said",
                                List.of("a", "b"),
                                List.of("a", "b"),
                                List.of(List.of(5L, 1L), List.of(2L, 7L)))),
                new Figure(
                        "bars",
                        Text.of("Bars."),
                        new BarChart(
                                "Shares",
                                "of all",
                                List.of("before", "after"),
                                "long",
                                List.of(new BarChart.Row("a", List.of(0.4, 0.6))))),
                new Figure(
                        "slices",
                        Text.of("Slices."),
                        new ComparisonChart(
                                "Accuracy",
                                "student",
                                "teacher",
                                "accuracy",
                                "points",
                                limit,
                                "long",
                                List.of(new ComparisonChart.Group(
                                        "channel",
                                        List.of(new ComparisonChart.Row(
                                                "phone", 40, false, 0.8, 0.85, -0.05, new Range(-0.1, 0.0))))))),
                new Figure(
                        "curve",
                        Text.of("Curve."),
                        new CurveChart(
                                "Reliability",
                                new CurveChart.Axis("stated", CurveChart.Scale.FROM_ZERO, CurveChart.Unit.PERCENT),
                                new CurveChart.Axis("right", CurveChart.Scale.FROM_ZERO, CurveChart.Unit.PERCENT),
                                List.of(new CurveChart.Curve(
                                        "student",
                                        CurveChart.Line.FIRST,
                                        List.of(new CurveChart.Point(0, 0.1), new CurveChart.Point(1, 0.9)))),
                                List.of())));
    }

    private static byte[] pdf() {
        return PdfRenderer.render(
                document(), List.of(new Attachment("report.json", "application/json", "every figure", JSON)));
    }

    @Test
    void itIsPdfA3ByVeraPdf() throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        try (PDFAParser parser = Foundries.defaultInstance()
                        .createParser(new ByteArrayInputStream(pdf()), PDFAFlavour.PDFA_3_U);
                var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_U, false)) {
            ValidationResult result = validator.validate(parser);
            Collection<TestAssertion> failures = result.getTestAssertions();
            assertThat(failures).isEmpty();
            assertThat(result.isCompliant()).isTrue();
            assertThat(result.getTotalAssertions()).isGreaterThan(1000);
        }
    }

    @Test
    void theSameContentGivesTheSameBytesAnywhere() {
        byte[] here = pdf();
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            assertThat(pdf()).isEqualTo(here);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void theAttachedFileComesOutUnchanged() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(pdf())) {
            Map<String, PDComplexFileSpecification> files =
                    pdf.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
            assertThat(files).containsOnlyKeys("report.json");
            assertThat(Objects.requireNonNull(files.get("report.json"))
                            .getEmbeddedFile()
                            .toByteArray())
                    .isEqualTo(JSON);
            assertThat(pdf.getDocumentInformation().getCreationDate()).isNull();
        }
    }

    @Test
    void headingsAreRepeatedPagesNumberedAndSectionsBookmarked() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(pdf())) {
            PDFTextStripper words = new PDFTextStripper();
            int pages = pdf.getNumberOfPages();
            assertThat(pages).isGreaterThan(3);
            words.setStartPage(2);
            words.setEndPage(2);
            assertThat(words.getText(pdf)).contains("Row of it").contains("Page 2 of " + pages);
            var bookmarks = pdf.getDocumentCatalog().getDocumentOutline();
            assertThat(bookmarks.getFirstChild().getTitle()).isEqualTo("1 First");
            assertThat(bookmarks
                            .getFirstChild()
                            .getNextSibling()
                            .getFirstChild()
                            .getTitle())
                    .isEqualTo("A part");
        }
    }
}
