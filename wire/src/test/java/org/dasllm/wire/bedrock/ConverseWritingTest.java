package org.dasllm.wire.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.Usage;
import org.junit.jupiter.api.Test;

/** Converse, which has no client codec of ours: its frames, calls and results. The vendor's own client is in tools/clients. */
final class ConverseWritingTest {
    private static final String BODY =
            "{'messages':[{'role':'user','content':[{'text':'a'}]},{'role':'assistant','content':[{'toolUse':"
                    + "{'toolUseId':'t','name':'f','input':{'a':1}}}]},{'role':'user','content':[{'toolResult':{'toolUseId':'t','content':[{'json':{'b':2}}],"
                    + "'status':'error'}},{'text':'b'}]}],'toolConfig':{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{'type':'object'}}}}],'toolChoice':{'any':{}}}}";

    private static ResponseHead head() {
        return new ResponseHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** botocore 1.44.8's EventStreamBuffer reads these bytes as this header and payload, checksums included. */
    @Test
    void aFrameIsWhatTheVendorsClientReads() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":event-type", "x");
        byte[] frame = EventMessage.of(headers, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo("0000002200000010c394b3690b3a6576656e742d74797065070001787b7df09f1afd");
    }

    @Test
    void callsAndResultsAreRead() {
        ChatRequest request = new ConverseServerCodec("m", false)
                .request(BODY.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertThat(request.messages().stream().map(message -> message.role()).toList())
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        assertThat(request.messages().get(1).parts()).containsExactly(new Part.ToolCall("t", "f", "{\"a\":1}"));
        assertThat(request.messages().get(2).parts()).containsExactly(new Part.ToolResult("t", "{\"b\":2}", true));
        assertThat(request.toolChoice()).isEqualTo(ToolChoice.Any.REQUIRED);
        assertThat(request.tools())
                .singleElement()
                .isInstanceOfSatisfying(
                        Tool.Function.class, tool -> assertThat(tool.name()).isEqualTo("f"));
    }

    @Test
    void callsAreWritten() {
        ConverseServerCodec codec = new ConverseServerCodec("m", true);
        ChatResponse response = new ChatResponse(
                head(),
                List.of(new Choice(
                        0,
                        List.of(new Part.Text("so"), new Part.ToolCall("t", "f", "{\"a\":1}")),
                        Optional.of(Finish.of(Finish.Reason.TOOL_CALLS)),
                        Optional.empty())),
                Optional.of(Usage.of(3, 4)));
        assertThat(codec.response(response).body())
                .contains(
                        "{\"text\":\"so\"},{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\",\"input\":{\"a\":1}}}",
                        "\"stopReason\":\"tool_use\"",
                        "\"totalTokens\":7");
        StreamWriter writer = codec.stream(codec.request(BODY.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        StringBuilder text = new StringBuilder();
        for (ChatEvent event : List.of(
                new ChatEvent.Opened(head()),
                new ChatEvent.Text(0, "so", List.of()),
                new ChatEvent.ToolCallOpened(0, 0, "t", "f"),
                new ChatEvent.ToolCallArguments(0, 0, "{\"a\":1}"),
                new ChatEvent.Failed(RequestRefused.stopping().refusal()))) {
            text.append(new String(writer.bytes(event), StandardCharsets.ISO_8859_1));
        }
        assertThat(text.toString())
                .containsSubsequence(
                        "messageStart",
                        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"so\"}}",
                        "contentBlockStop",
                        "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\"}}}",
                        "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":" + Json.line("{\"a\":1}") + "}}}",
                        ":exception-type",
                        "serviceUnavailableException");
    }
}
