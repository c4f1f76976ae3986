package org.dasllm.engine.tools;

import java.util.List;

/** Finds markers that are spelled in an answer while it comes; holds back what may be the beginning of one. */
final class SpelledMarkers {
    private final Markers markers;
    private final List<String> spelled;
    private final StringBuilder held = new StringBuilder();

    SpelledMarkers(Markers markers) {
        this.markers = markers;
        this.spelled = markers.spelledOnes();
    }

    /** Takes more of the answer; returns what is certain, with markers as their characters. */
    String read(String more) {
        if (spelled.isEmpty()) {
            return more;
        }
        held.append(more);
        StringBuilder certain = new StringBuilder();
        int at = 0;
        while (at < held.length()) {
            String rest = held.substring(at);
            String whole = spelled.stream().filter(rest::startsWith).findFirst().orElse("");
            if (!whole.isEmpty()) {
                certain.append(markers.character(whole));
                at += whole.length();
            } else if (spelled.stream().anyMatch(marker -> marker.startsWith(rest))) {
                break;
            } else {
                certain.append(held.charAt(at++));
            }
        }
        held.delete(0, at);
        return certain.toString();
    }

    /** The answer has ended: what was held back is text. */
    String end() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }
}
