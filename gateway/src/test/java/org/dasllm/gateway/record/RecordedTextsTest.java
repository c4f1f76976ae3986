package org.dasllm.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.junit.jupiter.api.Test;

final class RecordedTextsTest {
    private static final String CALL = """
            {"model":"m","messages":[
              {"role":"user","content":"Pay anna.example@example.org"},
              {"role":"assistant","content":[
                {"type":"tool_use","id":"toolu_1","name":"pay","input":{
                  "id":"anna.example@example.org",
                  "type":"bert.example@example.org",
                  "status":["carl.example@example.org"],
                  "card":4111111111111111,
                  "amount":12,
                  "dora.example@example.org":true}}]}]}
            """;

    private static JsonNode kept(Optional<PrivacyConfig> masking, String request) {
        return new RecordedTexts(masking.map(DetectorRegistry::masking).map(each -> each.sample()))
                .request(Json.parse(request, JsonNode.class, "the test"));
    }

    @Test
    void theArgumentsOfACallAreTheProductsOwnUnderWhateverNamesTheyAre() {
        PrivacyConfig usual = ConfigBinder.bind(ConfigSource.json("{}", "the test"), PrivacyConfig.class);
        JsonNode call = kept(Optional.of(usual), CALL).at("/messages/1/content/0");
        assertThat(call.path("id").asText()).isEqualTo("toolu_1");
        assertThat(call.path("type").asText()).isEqualTo("tool_use");
        JsonNode input = call.path("input");
        assertThat(input.path("id").asText()).as("as in the user's text").isEqualTo("[EMAIL_1]");
        assertThat(input.path("type").asText()).isEqualTo("[EMAIL_2]");
        assertThat(input.path("status").path(0).asText()).isEqualTo("[EMAIL_3]");
        assertThat(input.path("amount").intValue()).isEqualTo(12);
        assertThat(Json.line(input)).doesNotContain("example.org", "4111111111111111");
    }

    @Test
    void whatIsNotMaskedIsKeptAsItIs() {
        JsonNode request = Json.parse(CALL, JsonNode.class, "the test");
        assertThat(kept(Optional.empty(), CALL)).isEqualTo(request);
    }

    @Test
    void keysOfServersThatTheVendorAsksAreNotKept() {
        JsonNode kept = kept(Optional.empty(), """
                {"model":"m","input":"hi",
                 "tools":[
                   {"type":"mcp","server_label":"crm","server_url":"https://crm.example","authorization":"secret-1",
                    "headers":{"X-Api-Key":"secret-2"}},
                   {"type":"function","name":"fetch","parameters":{"type":"object","properties":
                     {"headers":{"type":"object"},"authorization":{"type":"string"}}}}],
                 "mcp_servers":[{"type":"url","url":"https://crm.example","authorization_token":"secret-3"}],
                 "data_sources":[{"type":"azure_search","parameters":{"authentication":{"type":"api_key","key":"secret-4"}}}]}
                """);
        assertThat(Json.line(kept)).doesNotContain("secret").contains("crm");
        assertThat(kept.at("/tools/1/parameters/properties").properties())
                .as("a tool's own arguments")
                .hasSize(2);
    }
}
