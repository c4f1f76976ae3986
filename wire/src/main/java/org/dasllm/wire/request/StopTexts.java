package org.dasllm.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.dasllm.wire.chat.RequestRefused;

/** Reads the texts that end an answer, with bounds: every one of them is looked for behind every token. */
public final class StopTexts {
    private static final int MOST = 16;
    private static final int LONGEST = 1024;

    private StopTexts() {}

    /**
     * The texts of an array; none where there is no array.
     *
     * @param name of the array among the fields
     * @param usable what a text must be
     * @param rule says that, as the end of a sentence
     * @throws RequestRefused for another value than a text, and for too many or too long ones
     */
    public static List<String> read(Fields fields, String name, Predicate<String> usable, String rule) {
        String where = fields.prefix() + name;
        List<JsonNode> values = fields.array(name);
        if (values.size() > MOST) {
            throw refused(where, values.size() + " are more than " + MOST);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isTextual() || !usable.test(value.textValue())) {
                throw refused(where, rule);
            }
            if (value.textValue().length() > LONGEST) {
                throw refused(
                        where, "a text of " + value.textValue().length() + " characters is longer than " + LONGEST);
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    private static RequestRefused refused(String where, String reason) {
        return RequestRefused.invalid(where, "Invalid '" + where + "': " + reason + ".");
    }
}
