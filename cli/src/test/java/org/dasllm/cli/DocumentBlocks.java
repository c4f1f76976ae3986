package org.dasllm.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page of Markdown has people type. */
final class DocumentBlocks {
    private static final Pattern COMMAND = Pattern.compile("(?:.*?\\s)?(?:\\./|bin/)?dasllm\\s+(.*)");
    private static final Pattern INLINE = Pattern.compile("`\\./dasllm ([^`]+)`");

    private DocumentBlocks() {}

    /**
     * A block between two fences.
     *
     * @param line of its fence, from 1
     * @param language behind the fence; empty where there is none
     */
    record Block(Path page, int line, String language, List<String> lines) {
        String text() {
            return String.join("\n", lines) + "\n";
        }

        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    /** A command line, without the program's name. */
    record Typed(String place, List<String> arguments) {
        @Override
        public String toString() {
            return place + ": dasllm " + String.join(" ", arguments);
        }
    }

    static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Block> blocks(Path page) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```")) {
                int begin = i;
                List<String> inside = new ArrayList<>();
                for (i++; !lines.get(i).startsWith("```"); i++) {
                    inside.add(lines.get(i));
                }
                blocks.add(new Block(page, begin + 1, lines.get(begin).substring(3), inside));
            }
        }
        return blocks;
    }

    /** Those that begin a line of a block, and those in the middle of a sentence. */
    static List<Typed> commands(Path page) {
        List<Typed> commands = new ArrayList<>();
        for (Block block : blocks(page)) {
            String whole = block.text().replace("\\\n", " ");
            int line = block.line;
            for (String typed : whole.split("\n", -1)) {
                line++;
                String place = page + ":" + line;
                command(typed.strip()).ifPresent(rest -> commands.add(new Typed(place, words(rest))));
            }
        }
        List<String> lines = lines(page);
        for (int i = 0; i < lines.size(); i++) {
            Matcher inline = INLINE.matcher(lines.get(i));
            while (inline.find()) {
                List<String> words = words(inline.group(1));
                // A name alone is a word of the sentence.
                if (words.size() > 1) {
                    commands.add(new Typed(page + ":" + (i + 1), words));
                }
            }
        }
        return commands;
    }

    private static Optional<String> command(String line) {
        boolean typed = line.startsWith("./dasllm ")
                || line.startsWith("bin/dasllm ")
                || line.startsWith("dasllm ")
                || line.startsWith("$ ./dasllm ")
                || line.startsWith("Serve it:  ./dasllm ");
        Matcher matcher = COMMAND.matcher(line);
        return typed && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** As a shell cuts a line: quotes, and an end at a comment, a pipe, a redirection or what comes behind an ampersand. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (char c : (line + " ").toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                begun = true;
            } else if (!begun && "#|&>;".indexOf(c) >= 0) {
                return words;
            } else if (c == ' ') {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        return words;
    }
}
