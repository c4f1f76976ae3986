package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFormat;
import org.jspecify.annotations.Nullable;

/** A column for the text, which may be a conversation; the label stands in another, or at the conversation's end. */
final class ColumnsLayout implements Layout {
    private static final String USUAL_TEXT = "text";

    private final RecordedConfig config;

    ColumnsLayout(RecordedConfig config) {
        this.config = config;
    }

    @Override
    public RecordedFormat format() {
        return RecordedFormat.COLUMNS;
    }

    /** Whether the configuration names this row's columns itself, so that no other layout is looked for. */
    boolean isConfigured(Row row) {
        Optional<Value> text = row.value(config.textColumn());
        return text.isPresent()
                && (!config.textColumn().equals(USUAL_TEXT)
                        || (config.labelColumn() != null
                                && row.value(config.labelColumn()).isPresent()));
    }

    @Override
    public boolean fits(Row row) {
        Optional<Value> text = row.value(config.textColumn());
        return text.isPresent()
                && (isConfigured(row)
                        || row.value(RecordedConfig.USUAL_LABEL).isPresent()
                        || TurnReader.looksLikeConversation(ValueReader.structured(text.get())));
    }

    @Override
    public Conversation read(Row row, Tally tally) throws RowLeftOut {
        String column = config.textColumn();
        Value given = row.required("text_column", column);
        if (given instanceof Value.Null) {
            throw new RowLeftOut("the text is null");
        }
        Value spelled = ValueReader.structured(given);
        Value value = TurnReader.looksLikeConversation(spelled) ? spelled : given;
        if (value instanceof Value.Text text) {
            return Conversation.ofText(column, text.text(), tools(row));
        }
        if (!(value instanceof Value.Items items)) {
            throw row.wrong(
                    "'" + column + "' is " + value.kind() + ", and must be a text or a conversation",
                    row.keys().describe("text_column", "the column of the messages") + ", or correct the file");
        }
        List<Turn> turns = new ArrayList<>(new TurnReader(row, tally).all(column, items));
        return Conversation.of(row, column, turns, tools(row), tally);
    }

    /** Of a column tools that holds a list; one of that name that holds anything else, such as a count, is a column like others. */
    private static @Nullable String tools(Row row) throws RowLeftOut {
        Optional<Value> tools = row.value("tools").map(ValueReader::structured);
        return tools.isPresent() && tools.get() instanceof Value.Items
                ? ToolList.read(row, "tools", tools.get())
                : null;
    }
}
