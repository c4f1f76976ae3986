package org.dasllm.engine.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.dasllm.model.chat.Turn;
import org.dasllm.wire.anthropic.MessagesServerCodec;
import org.dasllm.wire.bedrock.ConverseServerCodec;
import org.dasllm.wire.chat.ServerCodec;
import org.junit.jupiter.api.Test;

/** What of a conversation templates get to see. */
final class RequestTurnsTest {
    private static List<Turn> turns(ServerCodec codec, String body) {
        return new RequestTurns(codec.names())
                .of(codec.request(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), false)
                .turns();
    }

    @Test
    void theResultOfACallThatFailedSaysSo() {
        String call = "{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 'c', 'name': 'f', 'input': {}}]}";
        String messages = "{'model': 'm', 'max_tokens': 1, 'messages': [{'role': 'user', 'content': 'a'}, " + call
                + ", {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 'c', 'content': 'no file'";
        ServerCodec anthropic = MessagesServerCodec.answering(Optional.of("2023-06-01"));
        assertThat(turns(anthropic, messages + ", 'is_error': true}]}]}").get(2))
                .isEqualTo(Turn.result("c", "Error: no file"));
        ServerCodec other = MessagesServerCodec.answering(Optional.of("2023-06-01"));
        assertThat(turns(other, messages + "}]}]}").get(2)).isEqualTo(Turn.result("c", "no file"));
        String converse = "{'messages': [{'role': 'user', 'content': [{'text': 'a'}]}, {'role': 'assistant', 'content':"
                + " [{'toolUse': {'toolUseId': 'c', 'name': 'f', 'input': {}}}]}, {'role': 'user', 'content': [{'toolResult':"
                + " {'toolUseId': 'c', 'content': [{'text': 'no file'}], 'status': 'error'}}]}]}";
        assertThat(turns(new ConverseServerCodec("m", false), converse).get(2))
                .isEqualTo(Turn.result("c", "Error: no file"));
    }
}
