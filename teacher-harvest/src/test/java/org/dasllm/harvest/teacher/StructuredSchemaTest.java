package org.dasllm.harvest.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredSchemaTest {
    private static final Task FIELDS = task("""
            {"kind": "json", "fields": {"intent": ["refund", "other"], "urgent": "boolean", "tags": {"list_of": "string"}}}""");

    private static final Task CALLS = task("""
            {"kind": "tool_call", "tools": [{"name": "refund", "description": "Pays back.", "parameters":
              {"type": "object", "properties": {"days": {"type": "integer", "minimum": 1}}, "required": ["days"],
               "additionalProperties": false}}, {"name": "wait"}]}""");

    private static Task task(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "the test"), Task.class);
    }

    private static TeacherConfig teacher(String protocol) {
        return Teachers.fake("http://h")
                .with("protocol", protocol)
                .with("structured_output", true)
                .config();
    }

    private static TeacherConfig plain(String protocol) {
        return Teachers.fake("http://h").with("protocol", protocol).config();
    }

    private static JsonNode request(String protocol, Task task) {
        return ConfiguredTeacher.open(teacher(protocol), Optional.of(task)).request(List.of(Message.user("x")));
    }

    @Test
    void chatCompletionsAreSentAStrictSchemaWhoseValuesHaveTypes() {
        assertThat(Json.line(request("openai", FIELDS).get("response_format")))
                .isEqualTo(
                        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"schema\":{\"type\":\"object\","
                                + "\"properties\":{\"intent\":{\"enum\":[\"refund\",\"other\"],\"type\":\"string\"},"
                                + "\"urgent\":{\"type\":\"boolean\"},\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
                                + "\"required\":[\"intent\",\"urgent\",\"tags\"],\"additionalProperties\":false},\"strict\":true}}");
    }

    @Test
    void anthropicIsSentWhatItsOwnClientLeavesOfASchema() {
        Task limited = task("""
                {"kind": "json", "schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                 "properties": {"n": {"type": "integer", "minimum": 1}, "s": {"type": "string", "format": "regex"},
                   "d": {"type": "string", "format": "date"}, "u": {"oneOf": [{"type": "null"}, {"enum": [1, 2]}]}},
                 "additionalProperties": false}}""");
        assertThat(Json.line(request("anthropic", limited).at("/output_config/format")))
                .isEqualTo("{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":{"
                        + "\"n\":{\"type\":\"integer\"},\"s\":{\"type\":\"string\"},\"d\":{\"type\":\"string\",\"format\":\"date\"},"
                        + "\"u\":{\"anyOf\":[{\"type\":\"null\"},{\"enum\":[1,2]}]}},\"additionalProperties\":false}}");
    }

    @Test
    void aSchemaThatAVendorRefusesIsRefusedBeforeAnythingIsAsked() {
        Task open = task("""
                {"kind": "json", "schema": {"type": "object", "additionalProperties": false, "required": ["a"],
                 "properties": {"a": {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]}}}}""");
        assertThatThrownBy(() -> request("openai", open))
                .hasMessageContaining("structured_output cannot hold the teacher 'fake'")
                .hasMessageContaining("at /properties/a allows fields that it does not name");
        Task optional = task("""
                {"kind": "json", "schema": {"type": "object", "additionalProperties": false,
                 "properties": {"a": {"type": "string"}}}}""");
        assertThatThrownBy(() -> request("azure", optional)).hasMessageContaining("does not require its field 'a'");
        assertThat(request("anthropic", optional)
                        .at("/output_config/format/schema/properties/a")
                        .isObject())
                .isTrue();
        assertThatThrownBy(() -> request("openai", task("""
                {"kind": "json", "schema": {"type": "array"}}"""))).hasMessageContaining("is no object at its top");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"kind\": \"label\", \"labels\": [\"a\"]}", "{\"kind\": \"json\"}", "{\"kind\": \"text\"}"})
    void withoutASchemaThereIsNothingToHoldATeacherTo(String json) {
        assertThatThrownBy(() -> request("openai", task(json)))
                .hasMessageContaining("the task has none")
                .hasMessageContaining("leave structured_output out");
        assertThatThrownBy(() -> ConfiguredTeacher.open(teacher("openai"), Optional.empty()))
                .hasMessageContaining("the task has none");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, /tools/0/function/name, /tools/0/function/description, /tools/1/function/parameters/type, /tool_choice, required",
        "xai, /tools/0/function/name, /tools/0/function/description, /tools/1/function/parameters/type, /tool_choice, required",
        "responses, /tools/0/name, /tools/0/description, /tools/1/parameters/type, /tool_choice, required",
        "anthropic, /tools/0/name, /tools/0/description, /tools/1/input_schema/type, /tool_choice/type, any",
        "gemini, /tools/0/functionDeclarations/0/name, /tools/0/functionDeclarations/0/description,"
                + " /tools/0/functionDeclarations/1/parametersJsonSchema/type, /toolConfig/functionCallingConfig/mode, ANY"
    })
    void ofTheTasksToolsOneMustBeCalled(
            String protocol, String name, String description, String parameters, String choice, String must) {
        JsonNode request =
                ConfiguredTeacher.open(plain(protocol), Optional.of(CALLS)).request(List.of(Message.user("x")));
        assertThat(request.at(name).asText()).isEqualTo("refund");
        assertThat(request.at(description).asText()).isEqualTo("Pays back.");
        assertThat(request.at(parameters).asText()).isEqualTo("object");
        assertThat(request.at(choice).asText()).isEqualTo(must);
    }

    @Test
    void argumentsAreHeldToTheirSchemaByTheVendorsMeans() {
        JsonNode strict = ConfiguredTeacher.open(
                        teacher("anthropic"),
                        Optional.of(new Task(
                                CALLS.kind(),
                                List.of(),
                                null,
                                null,
                                null,
                                CALLS.tools().subList(0, 1))))
                .request(List.of(Message.user("x")));
        assertThat(strict.at("/tools/0/strict").asBoolean()).isTrue();
        assertThat(strict.at("/tools/0/input_schema/properties/days").has("minimum"))
                .isFalse();
        // A tool whose arguments are not described cannot be held to them.
        assertThatThrownBy(() -> request("openai", CALLS)).hasMessageContaining("additionalProperties is not false");
    }

    @Test
    void noVendorTellsLogProbabilitiesOfCalls() {
        TeacherConfig config = Teachers.fake("http://h").with("top_logprobs", 3).config();
        assertThatThrownBy(() -> ConfiguredTeacher.open(config, Optional.of(CALLS)))
                .hasMessageContaining("not of calls");
    }

    @Test
    void aSeedIsSentAndATemperatureCanBeLeftOut() {
        JsonNode request = new RemoteTeacher(Teachers.fake("http://h")
                        .with("seed", 7)
                        .with("without_temperature", true)
                        .config())
                .request(List.of(Message.user("x")));
        assertThat(request.path("seed").asInt()).isEqualTo(7);
        assertThat(request.has("temperature")).isFalse();
    }

    @Test
    void aProtocolWhoseModuleIsAbsentIsNamed() {
        TeacherConfig config = Teachers.fake("http://h")
                .with("protocol", "bedrock")
                .with("region", "eu-central-1")
                .config();
        assertThatThrownBy(() -> ConfiguredTeacher.open(config, Optional.empty()))
                .hasMessageContaining("Teachers of protocol bedrock need the module teacher-bedrock");
    }
}
