package org.dasllm.wire.received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1,'a':1}|{'a':1}",
                "{'a':1,'a':2}|{'a':null}",
                "{'a':1,'a':2,'a':1}|{'a':null}",
                "{'a':{'b':1},'a':{'b':1}}|{'a':{'b':1}}",
                "{'a':{'b':1},'a':{'b':2}}|{'a':null}",
                "{'a':{'b':1,'b':2},'c':[{'d':1,'d':1}]}|{'a':{'b':null},'c':[{'d':1}]}",
                "{'a':'x','a':null}|{'a':null}",
                "{'a':1,}|{'a':1}",
                "{'a':1} and more|{'a':1}",
                "{'a':+1}|{'a':1}"
            })
    void whatIsThereTwiceWithTwoValuesSaysNothing(String text, String read) throws Exception {
        assertThat(Envelope.read(text.replace('\'', '"')).toString()).isEqualTo(read.replace('\'', '"'));
    }

    @Test
    void numbersThatAreNoneAreRead() throws Exception {
        assertThat(Envelope.read("[NaN,-Infinity,Infinity,1e999]"))
                .allMatch(node -> !Double.isFinite(node.doubleValue()));
        assertThat(Envelope.read("{\"a\":\"x\ny\"}").path("a").textValue()).isEqualTo("x\ny");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void nothingIsMissing(String text) throws Exception {
        assertThat(Envelope.read(text).isMissingNode()).isTrue();
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> Envelope.read("[".repeat(101))).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Envelope.read("[" + "9".repeat(401) + "]"))
                .isInstanceOf(JsonProcessingException.class);
    }
}
