package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.dataset.config.CharacterLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleLineTest {
    private static final CharacterLimits LIMITS = new CharacterLimits(2, 5);

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
                "not-a-sample; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"hey\"}],\"completion\":{}}",
                "prompt-too-short; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"h\"}]}",
                "prompt-too-long; {\"id\":\"a\",\"group\":\"g\",\"prompt\":[{\"role\":\"user\",\"content\":\"hey you\"}]}"
            })
    void saysWhatIsWrong(String code, String line) {
        Rejection rejection = SampleLine.read(line, LIMITS).rejection();
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason().code()).isEqualTo(code);
        assertThat(rejection.detail()).doesNotContain("com.fasterxml");
    }

    @Test
    void countsCodePointsAndNotTheSystemMessage() {
        SampleLine read = SampleLine.read("""
                {"id":"a","group":"g","prompt":[{"role":"system","content":"long instructions"},\
                {"role":"user","content":"😀😀😀😀😀"}]}""", LIMITS);
        assertThat(read.rejection()).isNull();
        assertThat(read.sample()).isNotNull();
        assertThat(read.sample().prompt()).hasSize(2);
    }
}
