package org.dasllm.fake.vendor;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The head of a request.
 *
 * @param header gives the first header of a name
 * @param number of the request at this vendor, for the names of answers
 */
public record Call(String path, String query, Function<String, Optional<String>> header, long number) {

    /** The token of {@code Authorization: Bearer}. */
    public Optional<String> bearer() {
        return header.apply("authorization")
                .filter(text -> text.startsWith("Bearer "))
                .map(text -> text.substring(7));
    }

    /** A value of the query; empty where it is not there. */
    public Optional<String> parameter(String name) {
        return Pattern.compile("&")
                .splitAsStream(query)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }
}
