package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value of every field of every protocol replaced by odd ones: each request is answered or refused, and none breaks the server. */
final class OddBodiesTest {
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e999",
            "99999999999999999999",
            "0.1",
            "''",
            "'x'",
            "'\\ud800'",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{'type':'x'}",
            "{'type':'json_schema','schema':{'$ref':'#'}}",
            "[{}]",
            "[1]",
            "[1,'a']",
            "'\\u0000'");

    @TempDir
    static Path dir;

    private static RandomServer server;

    @BeforeAll
    static void start() {
        server = new RandomServer(dir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'), JsonNode.class, "a test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {'model':'tiny','max_tokens':2,'messages':[{'role':'user','content':[{'type':'text','text':'a'}]}],"
                        + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'null'}}},'temperature':1,'top_p':1,"
                        + "'seed':1,'stop':'x','logprobs':true,'top_logprobs':1,'n':1,'stream':false,'logit_bias':{},'tools':[],'tool_choice':'auto'}",
                "/v1/responses | {'model':'tiny','max_output_tokens':2,'input':[{'role':'user','content':[{'type':'input_text','text':'a'}]}],"
                        + "'instructions':'i','text':{'format':{'type':'text'}},'temperature':1,'top_p':1,'top_logprobs':1,'include':[],'stream':false,"
                        + "'metadata':{},'tools':[],'tool_choice':'auto','reasoning':{'effort':'none'},'store':false,'truncation':'disabled'}",
                "/v1/completions | {'model':'tiny','max_tokens':2,'prompt':'a','echo':true,'logprobs':1,'n':1,'best_of':1,'stop':'x','stream':false,'suffix':'','seed':1}",
                "/v1/embeddings | {'model':'tiny','input':'a','encoding_format':'float','dimensions':16}",
                "/v1/messages | {'model':'tiny','max_tokens':2,'system':'s','messages':[{'role':'user','content':[{'type':'text','text':'a'}]}],'temperature':1,"
                        + "'top_p':1,'stop_sequences':['x'],'stream':false,'thinking':{'type':'disabled'},'output_config':{'format':{'type':'json_schema','schema':"
                        + "{'type':'null'}}},'tools':[],'tool_choice':{'type':'auto'},'metadata':{}}",
                "/v1/messages/count_tokens | {'model':'tiny','system':'s','messages':[{'role':'user','content':'a'}]}",
                "/model/tiny/converse | {'system':[{'text':'s'}],'messages':[{'role':'user','content':[{'text':'a'}]}],'inferenceConfig':{'maxTokens':2,'temperature':1,"
                        + "'topP':1,'stopSequences':['x']},'outputConfig':{},'toolConfig':{'tools':[]},'requestMetadata':{}}"
            })
    void oddValues(String path, String body) {
        JsonNode whole = json(body);
        assertThat(server.post(path, Json.line(whole)).statusCode()).as(body).isEqualTo(200);
        List<String> wrong = new ArrayList<>();
        int[] answered = new int[2];
        List<String> pointers = new ArrayList<>();
        pointers(whole, "", pointers);
        for (String pointer : pointers) {
            for (String odd : ODD) {
                JsonNode changed = whole.deepCopy();
                int last = pointer.lastIndexOf('/');
                JsonNode parent = changed.at(pointer.substring(0, last));
                if (parent instanceof ObjectNode object) {
                    object.set(pointer.substring(last + 1), json(odd));
                } else {
                    ((com.fasterxml.jackson.databind.node.ArrayNode) parent)
                            .set(Integer.parseInt(pointer.substring(last + 1)), json(odd));
                }
                HttpResponse<String> response = server.post(path, Json.line(changed));
                int status = response.statusCode();
                answered[status == 200 ? 0 : 1]++;
                if (status != 200 && status != 400 && status != 404) {
                    wrong.add(pointer + " = " + odd + ": " + status + " " + response.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(answered[0]).isPositive();
        assertThat(answered[1]).isPositive();
    }

    /** The places of all values within a value. */
    private static void pointers(JsonNode node, String at, List<String> found) {
        if (node.isObject()) {
            node.properties().forEach(entry -> {
                found.add(at + "/" + entry.getKey());
                pointers(entry.getValue(), at + "/" + entry.getKey(), found);
            });
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            found.add(at + "/" + i);
            pointers(node.get(i), at + "/" + i, found);
        }
    }

    @Test
    void theServerIsWellAfterwards() {
        assertThat(server.client.get("/health").statusCode()).isEqualTo(200);
    }
}
