package org.dasllm.harvest.recorded;

import java.util.Objects;

/** A page of a list as OpenAI's API answers it: {@code {"object": "list", "data": [...], "has_more": ...}}. */
final class ApiPage {
    private ApiPage() {}

    static boolean is(Value.Fields fields) {
        return fields.get("object") instanceof Value.Text object
                && object.text().equals("list")
                && fields.get("data") instanceof Value.Items;
    }

    /** What is listed. */
    static Value.Items items(Value.Fields page) {
        return (Value.Items) Objects.requireNonNull(page.get("data"));
    }
}
