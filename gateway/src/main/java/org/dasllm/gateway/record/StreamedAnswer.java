package org.dasllm.gateway.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.AnswerMessage;
import org.dasllm.wire.received.EventStream;
import org.jspecify.annotations.Nullable;

/** Puts the first choice of a streamed answer together. */
final class StreamedAnswer {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final TreeMap<Integer, Call> calls = new TreeMap<>();
    private ResponseHead head =
            new ResponseHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private @Nullable Finish finish;
    private @Nullable Usage usage;
    private boolean ended;
    private boolean failed;

    private record Call(String id, String name, StringBuilder arguments) {}

    private StreamedAnswer() {}

    /** The answer that a stream of events comes to; empty where it failed or is not whole. */
    static Optional<ChatReply.Answered> of(StreamReader reader, String events) {
        StreamedAnswer answer = new StreamedAnswer();
        for (String data : EventStream.data(events)) {
            reader.read(data).forEach(answer::take);
        }
        reader.end().forEach(answer::take);
        return answer.ended && !answer.failed ? Optional.of(answer.whole()) : Optional.empty();
    }

    private void take(ChatEvent event) {
        if (event instanceof ChatEvent.Opened opened) {
            head = opened.head();
            opened.input().ifPresent(this::asked);
        } else if (event instanceof ChatEvent.Text said && said.choice() == 0) {
            text.append(said.text());
        } else if (event instanceof ChatEvent.Reasoning thought && thought.choice() == 0) {
            thoughts.append(thought.text());
        } else if (event instanceof ChatEvent.Refusal refused && refused.choice() == 0) {
            refusal.append(refused.text());
        } else if (event instanceof ChatEvent.ToolCallOpened call && call.choice() == 0) {
            calls.put(call.call(), new Call(call.id(), call.name(), new StringBuilder()));
        } else if (event instanceof ChatEvent.ToolCallArguments more && more.choice() == 0) {
            Call call = calls.get(more.call());
            if (call != null) {
                call.arguments().append(more.fragment());
            }
        } else if (event instanceof ChatEvent.Finished end && end.choice() == 0) {
            finish = end.finish();
        } else if (event instanceof ChatEvent.Used used) {
            usage = used.usage();
        } else if (event instanceof ChatEvent.Ended) {
            ended = true;
        } else if (event instanceof ChatEvent.Failed) {
            failed = true;
        }
    }

    private void asked(long tokens) {
        usage = new Usage(OptionalLong.of(tokens), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    private ChatReply.Answered whole() {
        List<Part> parts = new ArrayList<>();
        if (thoughts.length() > 0) {
            parts.add(new Part.Reasoning(thoughts.toString()));
        }
        if (text.length() > 0) {
            parts.add(new Part.Text(text.toString()));
        }
        if (refusal.length() > 0) {
            parts.add(new Part.Refusal(refusal.toString()));
        }
        calls.values()
                .forEach(call -> parts.add(new Part.ToolCall(
                        call.id(), call.name(), call.arguments().toString())));
        Choice choice = new Choice(0, parts, Optional.ofNullable(finish), Optional.empty());
        return new ChatReply.Answered(
                new ChatResponse(head, List.of(choice), Optional.ofNullable(usage)), AnswerMessage.of(parts));
    }
}
