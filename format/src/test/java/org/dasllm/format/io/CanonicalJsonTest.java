package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CanonicalJsonTest {
    private static String canonical(String json) {
        return CanonicalJson.of(Json.parse(json, JsonNode.class, "the test"));
    }

    @Test
    void whatMeansTheSameHasOneSpelling() {
        assertThat(canonical(" {\"b\": [1.50, 2e3, null, true, {}, []], \"a\": {\"z\": \"\\u00e9/\", \"y\": 0.0}} "))
                .isEqualTo("{\"a\":{\"y\":0,\"z\":\"é/\"},\"b\":[1.5,2000,null,true,{},[]]}");
    }

    /** Names of requests in journals hang on it. */
    @Test
    void everyCharacterIsSpelledAsJacksonSpellsIt() {
        String all = IntStream.rangeClosed(0, Character.MAX_VALUE)
                .mapToObj(c -> Character.toString((char) c))
                .collect(Collectors.joining());
        for (String text : new String[] {all, "😀", "", "\"\\\b\f\n\r\t"}) {
            assertThat(CanonicalJson.of(TextNode.valueOf(text)))
                    .isEqualTo(TextNode.valueOf(text).toString());
        }
    }
}
