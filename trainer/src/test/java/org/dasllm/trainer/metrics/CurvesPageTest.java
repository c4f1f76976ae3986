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

    @Test
    void showsEveryCurveWithoutScriptOrNetwork() throws Exception {
        String page = CurvesPage.html(metrics(200));
        assertThat(page)
                .contains(
                        "Loss, nats per target token",
                        "validation",
                        "Learning rate",
                        "Gradient norm",
                        "Tokens a second")
                .contains("validation at step 100: 0.06")
                .doesNotContain("<script", "http", "src=");
        assertThat(page.split("<polyline", -1)).hasSize(7);
        String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + "</svg>".length());
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("polyline")
                        .getLength())
                .isEqualTo(2);
    }

    @Test
    void aLongRunStaysASmallPage() {
        assertThat(CurvesPage.html(metrics(100_000)).length()).isLessThan(200_000);
    }
}
