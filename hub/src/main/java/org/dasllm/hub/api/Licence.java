package org.dasllm.hub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model's card says of its licence.
 *
 * @param name the hub's short name, such as {@code apache-2.0}; the licence's own name where that is {@code other}
 * @param link where its text is, where the card says so
 */
public record Licence(String name, Optional<String> link) {
    public static final String UNKNOWN = "not stated";

    private static final int MOST_CHARACTERS = 300;
    private static final String TAG = "license:";

    public Licence {
        name = line(name);
        link = link.map(Licence::line);
    }

    /** From what the hub's API says of a model. */
    static Licence of(JsonNode model) {
        JsonNode card = model.path("cardData");
        List<String> names = texts(card.path("license"));
        if (names.isEmpty()) {
            for (String tag : texts(model.path("tags"))) {
                if (tag.startsWith(TAG)) {
                    names.add(tag.substring(TAG.length()));
                }
            }
        }
        return of(
                names,
                card.path("license_name").asText(""),
                card.path("license_link").asText(""));
    }

    /** From the lines between the first two {@code ---} of a model card, which are YAML of a simple kind. */
    public static Licence ofCard(String readme) {
        List<String> lines = readme.lines().toList();
        List<String> names = new ArrayList<>();
        String own = "";
        String link = "";
        boolean listed = false;
        for (int i = 1; i < lines.size() && lines.get(0).strip().equals("---"); i++) {
            String line = lines.get(i);
            if (line.strip().equals("---")) {
                break;
            }
            if (listed && line.strip().startsWith("- ")) {
                names.add(unquoted(line.strip().substring(2)));
                continue;
            }
            listed = line.startsWith(TAG) && line.substring(TAG.length()).isBlank();
            if (line.startsWith(TAG) && !listed) {
                names.add(unquoted(line.substring(TAG.length())));
            } else if (line.startsWith("license_name:")) {
                own = unquoted(line.substring("license_name:".length()));
            } else if (line.startsWith("license_link:")) {
                link = unquoted(line.substring("license_link:".length()));
            }
        }
        return of(names, own, link);
    }

    private static Licence of(List<String> names, String own, String link) {
        boolean other = names.isEmpty() || names.equals(List.of("other"));
        String name = other && !own.isBlank() ? own : String.join(", ", names);
        return new Licence(name.isBlank() ? UNKNOWN : name, link.isBlank() ? Optional.empty() : Optional.of(link));
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        for (JsonNode each : node) {
            if (each.isTextual()) {
                texts.add(each.textValue());
            }
        }
        return texts;
    }

    private static String unquoted(String value) {
        String text = value.strip();
        boolean quoted = text.length() > 1
                && text.charAt(0) == text.charAt(text.length() - 1)
                && (text.charAt(0) == '"' || text.charAt(0) == '\'');
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static String line(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + "…" : line;
    }

    /** With its link, in one line. */
    @Override
    public String toString() {
        return link.map(address -> name + " (" + address + ")").orElse(name);
    }
}
