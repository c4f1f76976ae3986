package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.Usage;

/**
 * Writes an answer as lines of JSON. A call of a tool is sent when it is complete, since its arguments are an object. What keeps the
 * connection alive is a line without a word: clients read every line as JSON, so an empty one would end the answer for them.
 */
final class LineWriter implements TextStreamWriter {
    private final AnswerTimes times;
    private String model;
    private Optional<ChatEvent.ToolCallOpened> call = Optional.empty();
    private final StringBuilder arguments = new StringBuilder();
    private int calls;
    private Optional<Finish> finish = Optional.empty();
    private Usage usage = Usage.of(0, 0);

    /** @param model as it was asked for */
    LineWriter(String model, AnswerTimes times) {
        this.model = model;
        this.times = times;
    }

    @Override
    public String write(ChatEvent event) {
        if (event instanceof ChatEvent.Opened opened) {
            model = opened.head().model().orElse(model);
            return "";
        } else if (event instanceof ChatEvent.KeepAlive) {
            return words("", List.of());
        } else if (event instanceof ChatEvent.Failed failed) {
            return line(OllamaRefusals.body(failed.refusal()));
        } else if (event instanceof ChatEvent.Used used) {
            usage = used.usage();
            return "";
        } else if (event instanceof ChatEvent.Finished finished) {
            finish = Optional.of(finished.finish());
            return completed();
        } else if (event instanceof ChatEvent.Ended) {
            ObjectNode last = AnswerWriter.start(model);
            AnswerWriter.message(last, "");
            AnswerWriter.end(last, finish, usage, times);
            return line(last);
        }
        times.answering();
        return said(event);
    }

    private String said(ChatEvent event) {
        if (event instanceof ChatEvent.Text text) {
            return text(text.text(), text.tokens());
        } else if (event instanceof ChatEvent.Refusal refusal) {
            return text(refusal.text(), List.of());
        } else if (event instanceof ChatEvent.Reasoning thoughts) {
            ObjectNode line = AnswerWriter.start(model);
            AnswerWriter.message(line, "").put("thinking", thoughts.text());
            return line(line.put("done", false));
        } else if (event instanceof ChatEvent.ToolCallOpened opened) {
            String before = completed();
            call = Optional.of(opened);
            return before;
        } else if (event instanceof ChatEvent.ToolCallArguments more) {
            arguments.append(more.fragment());
        }
        // The protocol has no place for signatures.
        return "";
    }

    private String text(String text, List<ScoredToken> tokens) {
        return text.isEmpty() && tokens.isEmpty() ? "" : words(text, tokens);
    }

    private String words(String text, List<ScoredToken> tokens) {
        ObjectNode line = AnswerWriter.start(model);
        AnswerWriter.message(line, text);
        line.put("done", false);
        AnswerWriter.tokens(line, tokens);
        return line(line);
    }

    /** The call that was open, which nothing more belongs to. */
    private String completed() {
        if (call.isEmpty()) {
            return "";
        }
        Part.ToolCall whole = new Part.ToolCall(call.get().id(), call.get().name(), arguments.toString());
        ObjectNode line = AnswerWriter.start(model);
        ArrayNode list = AnswerWriter.message(line, "").putArray("tool_calls");
        ToolCallWriter.add(list, calls++, whole, whole.objectOrEmpty());
        call = Optional.empty();
        arguments.setLength(0);
        return line(line.put("done", false));
    }

    private static String line(JsonNode json) {
        return Json.line(json) + "\n";
    }
}
