package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.harvest.config.RecordedFormat;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's and Anthropic's messages. The request is the row, its {@code request}, {@code body}, {@code params} or {@code input}; the
 * answer is the last message, or stands in {@code choices}, {@code response}, {@code completion}, a batch's {@code result} or, where
 * there is a pair of answers, in {@code preferred_output}, {@code preferred_completion} or {@code chosen}. Messages may also be a page
 * of an API's list, as stored completions have them.
 */
final class MessagesLayout implements Layout {
    private static final List<String> REQUESTS = List.of("request", "body", "params", "input");
    private static final List<String> ANSWERS = List.of(
            "choices", "response", "result", "preferred_output", "preferred_completion", "chosen", "completion");

    @Override
    public RecordedFormat format() {
        return RecordedFormat.MESSAGES;
    }

    @Override
    public boolean fits(Row row) {
        boolean answered = answer(row).isPresent();
        return request(row).isPresent()
                || (answered && (row.value("prompt").isPresent() || inputTurns(row)))
                || (row.value("custom_id").isPresent()
                        && (row.value("response").isPresent()
                                || row.value("result").isPresent()))
                || isCompletion(row);
    }

    /** Whether a row is what the API answers, whose prompt is elsewhere. */
    private static boolean isCompletion(Row row) {
        return row.value("choices").isPresent()
                && row.value("object").orElse(null) instanceof Value.Text object
                && object.text().equals("chat.completion");
    }

    /** The column of the answer; one that is called result is that only where a batch's name of the request stands beside it. */
    private static Optional<String> answer(Row row) {
        return ANSWERS.stream()
                .filter(key -> row.value(key).isPresent())
                .filter(key -> !key.equals("result") || row.value("custom_id").isPresent())
                .findFirst();
    }

    private static boolean inputTurns(Row row) {
        return row.value("input").map(ValueReader::structured).stream().anyMatch(TurnReader::looksLikeConversation);
    }

    @Override
    public Conversation read(Row row, Tally tally) throws RowLeftOut {
        Optional<Value.Fields> found = request(row);
        Value.Fields request = found.orElseGet(() -> new Value.Fields(row.columns()));
        String column = found.isPresent() ? "messages" : inputTurns(row) ? "input" : "prompt";
        Value messages = request.get(column);
        if (messages == null) {
            if (isCompletion(row)) {
                throw row.wrong(
                        "it is a completion without its messages",
                        "Put them into the row as messages; of a stored one they are at"
                                + " /v1/chat/completions/{id}/messages");
            }
            throw row.value("response").isPresent() || row.value("result").isPresent()
                    ? row.wrong(
                            "it has a response without its request",
                            "Join the file with that of the requests, by custom_id where it is a batch's")
                    : row.lacks("text_column", "messages");
        }
        List<Turn> turns = new ArrayList<>();
        system(row, tally, request).ifPresent(turns::add);
        turns.addAll(turns(row, tally, column, messages));
        Optional<String> answer = answer(row);
        if (answer.isPresent()) {
            if (!turns.isEmpty() && turns.get(turns.size() - 1).isAssistant()) {
                throw row.wrong(
                        "the messages end in an assistant's turn, and there is '" + answer.get()
                                + "' too: either could be the answer",
                        "Keep one of them in the file");
            }
            turns.add(answer(row, tally, answer.get()));
        }
        return Conversation.of(row, answer.orElse(column), turns, tools(row, request), tally);
    }

    /** The first object that has messages. */
    private static Optional<Value.Fields> request(Row row) {
        Value.Fields whole = new Value.Fields(row.columns());
        return Optional.ofNullable(withMessages(whole, 0));
    }

    private static Value.@Nullable Fields withMessages(Value.Fields fields, int depth) {
        if (fields.has("messages")) {
            return fields;
        }
        for (String key : depth < 2 ? REQUESTS : List.<String>of()) {
            Value inner = fields.get(key);
            if (inner != null && ValueReader.structured(inner) instanceof Value.Fields found) {
                Value.Fields request = withMessages(found, depth + 1);
                if (request != null) {
                    return request;
                }
            }
        }
        return null;
    }

    private static List<Turn> turns(Row row, Tally tally, String column, Value given) throws RowLeftOut {
        Value value = ValueReader.structured(given);
        if (value instanceof Value.Null) {
            throw new RowLeftOut("the conversation is null");
        }
        if (value instanceof Value.Text text && column.equals("prompt")) {
            return List.of(Turn.of("user", text.text()));
        }
        Value list = value instanceof Value.Fields page && ApiPage.is(page) ? ApiPage.items(page) : value;
        if (!(list instanceof Value.Items items)) {
            throw row.wrong("'" + column + "' is " + value.kind() + ", not an array of messages");
        }
        return new TurnReader(row, tally).all(column, items);
    }

    /** Anthropic has the system's text beside the messages. */
    private static Optional<Turn> system(Row row, Tally tally, Value.Fields request) throws RowLeftOut {
        Value system = request.get("system");
        if (system == null || system.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Turn.of(
                "system", new Blocks(row, tally, "'system'").read(system).text()));
    }

    private static @Nullable String tools(Row row, Value.Fields request) throws RowLeftOut {
        for (Value.Fields holder : List.of(request, new Value.Fields(row.columns()))) {
            for (String key : List.of("tools", "functions")) {
                String tools = ToolList.read(row, key, holder.get(key));
                if (tools != null) {
                    return tools;
                }
            }
        }
        return null;
    }

    private static Turn answer(Row row, Tally tally, String key) throws RowLeftOut {
        Value value = ValueReader.structured(row.required("label_column", key));
        Response response = new Response(row, tally, "the label");
        if (value instanceof Value.Null) {
            throw new RowLeftOut("the label is null");
        }
        if (value instanceof Value.Text text) {
            if (text.text().startsWith("data:") || text.text().startsWith("event:")) {
                throw row.wrong(
                        "'" + key + "' is a stream of events, not a whole response", "Record responses as a whole");
            }
            return Turn.of(Turn.ASSISTANT, text.text());
        }
        if (key.equals("response")) {
            return response.read(key, value);
        }
        if (key.equals("result")) {
            return response.result(key, value);
        }
        if (key.equals("choices") && value instanceof Value.Items choices) {
            return response.choice(key, choices);
        }
        Value turn = value instanceof Value.Items items ? Response.only(row, key, items) : value;
        return new TurnReader(row, tally).one("'" + key + "'", turn);
    }
}
