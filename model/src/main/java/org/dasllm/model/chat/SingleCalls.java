package org.dasllm.model.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Several calls of one turn as turns of one call each, for templates that take no more, such as Llama 3's: each call with its result behind
 * it, as if the assistant had called one after the other.
 */
final class SingleCalls {
    private SingleCalls() {}

    static Conversation of(Conversation conversation) {
        List<Turn> turns = conversation.turns();
        List<Turn> single = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (turn.calls().size() < 2) {
                single.add(turn);
                continue;
            }
            List<Turn> results = new ArrayList<>();
            while (i + 1 < turns.size() && turns.get(i + 1).isResult()) {
                results.add(turns.get(++i));
            }
            String content = turn.content();
            for (Turn.Call call : turn.calls()) {
                single.add(Turn.calling(content, List.of(call)));
                content = "";
                results.stream()
                        .filter(result -> result.callId().equals(call.id()))
                        .findFirst()
                        .ifPresent(result -> {
                            single.add(result);
                            results.remove(result);
                        });
            }
            single.addAll(results);
        }
        return new Conversation(single, conversation.tools(), conversation.thinking());
    }
}
