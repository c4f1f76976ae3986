package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.sample.Message;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.RequestKey;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.openai.OpenAiClientCodec;

/** What a teacher would be sent, made without its key and without a connection: for estimates. */
public final class DraftRequest {
    private final TeacherConfig config;
    private final AnswerContract contract;
    private final ClientCodec codec;
    private final Optional<Teacher> brought;

    /**
     * @param task what an answer is, where that is known
     * @throws org.dasllm.format.error.DasllmException if the teacher cannot be held to the task
     */
    public DraftRequest(TeacherConfig config, Optional<Task> task) {
        this.config = config;
        this.contract = AnswerContract.of(config, task);
        this.brought = ConfiguredTeacher.brought(config, contract);
        // Where the module is not there that has the protocol's words: those of chat completions take about as much
        // room.
        this.codec = config.codec().orElseGet(() -> new OpenAiClientCodec(config.maxTokensField()));
    }

    /** @param draw which of the answers to the prompt, from 0 */
    public JsonNode body(List<Message> prompt, int draw) {
        return brought.map(teacher -> teacher.request(prompt, draw))
                .orElseGet(() -> codec.request(PromptRequest.of(config, contract, prompt, draw)));
    }

    /** As the journal names it. */
    public String key(JsonNode body, int draw) {
        String key = brought.map(teacher -> teacher.key(body))
                .orElseGet(() -> RequestKey.of(
                        config.protocol().name().toLowerCase(Locale.ROOT), config.endpoint(), config.model(), body));
        return RequestKey.ofDraw(key, draw);
    }
}
