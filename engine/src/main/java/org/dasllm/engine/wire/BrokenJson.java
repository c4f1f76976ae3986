package org.dasllm.engine.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** What is wrong with a body that is no JSON, in words that know nothing of the library that reads it. */
final class BrokenJson {
    private BrokenJson() {}

    static String reason(JsonProcessingException fault) {
        String message = String.valueOf(fault.getOriginalMessage()).replaceAll("(?s)\\R.*", "");
        String said;
        if (fault instanceof StreamConstraintsException) {
            said = message.contains("nesting")
                    ? "it is nested too deeply"
                    : "a number, a name or a string in it is too long";
        } else if (fault instanceof MismatchedInputException) {
            said = "there is text after its end";
        } else {
            said = message.replaceAll(": (was expecting|expected|enable|has to|only) .*", "")
                    .replaceAll(" in (VALUE|FIELD)_\\w+.*", "");
        }
        return fault.getLocation() == null
                ? said
                : said + " (line " + fault.getLocation().getLineNr() + ", column "
                        + fault.getLocation().getColumnNr() + ")";
    }
}
