package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.format.sample.Message;
import org.dasllm.wire.chat.ChatReply;

/** Someone who answers. Safe for use by several threads. */
public interface Teacher {

    /** What is sent for a prompt: the same prompt gives the same body. */
    JsonNode request(List<Message> prompt);

    /** Names the request across runs: equal where the same model is asked the same with the same settings. */
    String hash(JsonNode request);

    /** Sends a request once and waits. Whatever goes wrong on the way is a {@link ChatReply.Failed}. */
    ChatReply ask(JsonNode request) throws InterruptedException;
}
