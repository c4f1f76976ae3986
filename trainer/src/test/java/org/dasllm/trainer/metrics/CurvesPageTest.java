package org.dasllm.trainer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class CurvesPageTest {
    private static List<StepMetrics> metrics(int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToObj(step -> new StepMetrics(
                        step,
                        1 + step / 100,
                        5.0 / step,
                        1e-3,
                        1,
                        step * 100L,
                        50,
                        800,
                        step % 100 == 0 ? 6.0 / step : null,
                        step % 100 == 0 ? 0.5 : null))
                .toList();
    }

    private static String page(int steps) {
        return CurvesPage.html(metrics(steps), List.of());
    }

    @Test
    void showsEveryCurveWithoutScriptOrNetwork() throws Exception {
        String page = page(200);
        assertThat(page)
                .contains(
                        "Loss, nats per target token, logarithmic",
                        "validation",
                        "Learning rate",
                        "Gradient norm",
                        "Tokens per second",
                        "least validation loss, step 200")
                .contains("validation 0.06 (100)", "validation 0.03<")
                .doesNotContain("<script", "http:", "https:", "src=");
        String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + "</svg>".length());
        // Single steps, their mean, and the validation loss.
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("polyline")
                        .getLength())
                .isEqualTo(3);
    }

    @Test
    void aLossOverAFewDecadesHasATickForEach() {
        String svg = page(1000).split("</svg>", -1)[0];
        assertThat(svg).contains(">1<", ">0.1<", ">0.01<");
    }

    @Test
    void aShortRunIsShownAsItIs() {
        assertThat(page(20)).contains("training").doesNotContain("mean of", "single steps", "least validation loss");
    }

    @Test
    void aLongRunStaysASmallPage() {
        assertThat(page(100_000).length()).isLessThan(200_000);
    }

    @Test
    void answersBeforeAndAfterStandBesideWhatWasToBeLearnt() {
        SampleAnswer learnt = new SampleAnswer("s1", "Where is <my> card?", "card_lost", "I do not know", "card_lost");
        SampleAnswer running = new SampleAnswer("s1", "Where is my card?", "card_lost", "I do not know", null);
        assertThat(CurvesPage.html(metrics(20), List.of(learnt)))
                .contains("Answers before and after", "Where is &lt;my&gt; card?")
                .contains("<dt class=\"wrong\">before</dt><dd><code>I do not know</code></dd>")
                .contains("<dt class=\"right\">after</dt><dd><code>card_lost</code></dd>");
        assertThat(CurvesPage.html(List.of(), List.of(running)))
                .contains("No step yet.", "Answers before")
                .doesNotContain(">after<");
    }
}
