package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.dataset.step.Rejection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadSampleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "unparseable-line; not JSON at all",
                "unparseable-line; {\"id\":\"a\"",
                "unparseable-line; [1]",
                "unparseable-line; {\"id\":\"a\"} {\"id\":\"b\"}",
                "unparseable-line; {\"id\":\"a\",\"id\":\"b\"}",
                "no-id; {\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"hey\"}]}",
                "no-id; {\"id\":\" \",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"hey\"}]}",
                "no-group; {\"id\":\"a\",\"prompt\":[{\"role\":\"user\",\"content\":\"hey\"}]}",
                "no-prompt; {\"id\":\"a\",\"group\":\"g\"}",
                "no-prompt; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[]}",
                "no-prompt; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\" \"}]}",
                "no-prompt; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"system\",\"content\":\"hey\"}]}",
                "unknown-role; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"boss\",\"content\":\"hey\"}]}",
                "unknown-split; {\"id\":\"a\",\"group\":\"g\",\"split\":\"dev\",\"prompt\":[{\"role\":\"user\",\"content\":\"hey\"}]}",
                "not-a-sample; {\"id\":\"a\",\"group\":\"g\",\"prompt\":\"hey\"}",
                "not-a-sample; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[null]}",
                "not-a-sample; {\"id\":\"a\",\"group\":\"g\",\"colour\":1,\"prompt\":[{\"role\":\"user\",\"content\":\"hey\"}]}",
                "not-a-sample; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"hey\"}],\"completion\":{}}"
            })
    void saysWhatIsWrong(String code, String line) {
        Rejection rejection = new ReadSample().read(line).rejection();
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason().code()).isEqualTo(code);
        assertThat(rejection.detail()).doesNotContain("com.fasterxml");
    }
}
