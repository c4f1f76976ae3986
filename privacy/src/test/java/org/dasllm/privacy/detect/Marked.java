package org.dasllm.privacy.detect;

import java.util.ArrayList;
import java.util.List;

/** A text in which «» mark what a detector should find; {@code ⏎} stands for a line break. */
record Marked(String text, List<String> values) {
    static Marked parse(String marked) {
        String lines = marked.replace('⏎', '\n');
        List<String> values = new ArrayList<>();
        for (int open = lines.indexOf('«'); open >= 0; open = lines.indexOf('«', open + 1)) {
            values.add(lines.substring(open + 1, lines.indexOf('»', open)));
        }
        return new Marked(lines.replace("«", "").replace("»", ""), values);
    }

    List<String> foundBy(Detector detector) {
        return Overlaps.resolve(detector.find(text)).stream()
                .map(finding -> text.substring(finding.begin(), finding.end()))
                .toList();
    }
}
