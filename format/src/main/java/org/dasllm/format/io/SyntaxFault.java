package org.dasllm.format.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a text that is not JSON. */
final class SyntaxFault {
    private static final String UNKNOWN = "it is not valid JSON";
    private static final int SHOWN = 40;

    private static final Pattern BEGIN =
            Pattern.compile("(Object|Array) \\(?start(?:ing|marker| marker)? ?at \\[.*line: (\\d+), column: (\\d+)\\]");
    private static final Pattern CHARACTER =
            Pattern.compile("Unexpected character \\('(.+?)' \\(code (\\d+)[^)]*\\)\\)(.*)");
    private static final Pattern CONTROL = Pattern.compile("CTRL-CHAR, code (\\d+)");
    private static final Pattern QUOTED = Pattern.compile("'(.*?)'(?: \\(code|:|$)");
    private static final Pattern CLOSE = Pattern.compile("close marker '(.)'");
    private static final Pattern LIMIT = Pattern.compile("maximum allowed \\((\\d+)");

    private SyntaxFault() {}

    static String reason(JsonProcessingException e, @Nullable JsonLocation at) {
        String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        message = message.replaceAll("\\R", " ");
        if (message.startsWith("Unexpected end-of-input")) {
            return end(message, at);
        }
        if (message.startsWith("Unexpected close marker")) {
            return close(message, at);
        }
        if (message.startsWith("Unrecognized token")) {
            return token(quoted(message));
        }
        if (message.startsWith("Non-standard token")) {
            return "'" + quoted(message) + "' is no number in JSON: write null, or a finite number";
        }
        if (message.startsWith("Duplicate ")) {
            return "the key '" + quoted(message) + "' is there twice";
        }
        if (message.startsWith("Unrecognized character escape")) {
            return "'\\" + quoted(message) + "' is no escape in JSON: a backslash is written \\\\";
        }
        Matcher control = CONTROL.matcher(message);
        if (control.find()) {
            return control(message, Integer.parseInt(control.group(1)));
        }
        if (message.contains("Leading zeroes")) {
            return "a number begins with a 0 too many";
        }
        if (message.startsWith("Invalid UTF")) {
            return "it is not UTF-8 text";
        }
        Matcher limit = LIMIT.matcher(message);
        if (limit.find()) {
            return limit(message, limit.group(1));
        }
        Matcher character = CHARACTER.matcher(message);
        return character.matches() ? character(Integer.parseInt(character.group(2)), character.group(3)) : UNKNOWN;
    }

    private static String end(String message, @Nullable JsonLocation at) {
        if (BEGIN.matcher(message).find()) {
            return "the text ends before the " + opened(message, at) + " is closed";
        }
        if (message.contains("field name")) {
            return "the text ends inside a key";
        }
        if (message.contains("closing quote") || message.contains("VALUE_STRING") || message.contains("escape")) {
            return "the text ends inside a string";
        }
        if (message.contains("Object entries")) {
            return "the text ends inside an object";
        }
        return message.contains("Array entries")
                ? "the text ends inside a list"
                : "the text ends in the middle of a value";
    }

    private static String close(String message, @Nullable JsonLocation at) {
        Matcher close = CLOSE.matcher(message);
        String sign = close.find() ? close.group(1) : "?";
        return BEGIN.matcher(message).find()
                ? "'" + sign + "' cannot close the " + opened(message, at)
                : "'" + sign + "' closes nothing that was opened";
    }

    /** Such as {@code object that begins at column 5}, with the line where it is another one. */
    private static String opened(String message, @Nullable JsonLocation at) {
        Matcher begin = BEGIN.matcher(message);
        if (!begin.find()) {
            return "value";
        }
        boolean sameLine = at != null && String.valueOf(at.getLineNr()).equals(begin.group(2));
        return (begin.group(1).equals("Object") ? "object" : "list") + " that begins at "
                + (sameLine ? "" : "line " + begin.group(2) + ", ") + "column " + begin.group(3);
    }

    private static String token(String token) {
        return switch (token) {
            case "True", "TRUE" -> "'" + token + "' is no value in JSON: write true";
            case "False", "FALSE" -> "'" + token + "' is no value in JSON: write false";
            case "None", "Null", "NULL", "nil", "undefined" -> "'" + token + "' is no value in JSON: write null";
            default -> "'" + token + "' is no value in JSON: text stands in double quotes";
        };
    }

    private static String control(String message, int code) {
        if (!message.contains("unquoted")) {
            return "the control character " + code + " stands between the values, so this may be no text file";
        }
        return switch (code) {
            case '\n' -> "a line break stands inside a string: write it as \\n";
            case '\r' -> "a line break stands inside a string: write it as \\r";
            case '\t' -> "a tab stands inside a string: write it as \\t";
            default ->
                String.format(Locale.ROOT, "a control character stands inside a string: write it as \\u%04x", code);
        };
    }

    private static String limit(String message, String most) {
        if (message.contains("nesting depth")) {
            return "it is nested more than " + most + " levels deep";
        }
        if (message.startsWith("String value length")) {
            return "a string is longer than " + most + " characters";
        }
        if (message.startsWith("Number value length") || message.contains("scale")) {
            return "a number is longer than " + most + " digits";
        }
        return message.contains("Name") ? "a key is longer than " + most + " characters" : "it is too large to be read";
    }

    private static String character(int code, String expected) {
        String sign = sign(code);
        if (expected.contains("comment")) {
            return "JSON has no comments";
        }
        if (expected.contains("start field name")) {
            if (code == '}') {
                return "a comma stands before the '}'";
            }
            return quotation(code)
                    ? "keys stand in straight double quotes, not in " + quote(code)
                    : sign + " stands where a key in double quotes is expected";
        }
        if (expected.contains("valid value")) {
            return value(code, sign);
        }
        if (expected.contains("colon")) {
            return sign + " stands where a ':' is expected";
        }
        if (expected.contains("comma to separate")) {
            String whole = expected.contains("Object") ? "object" : "list";
            return sign + " stands where a ',' or the end of the " + whole + " is expected";
        }
        if (expected.contains("numeric value")) {
            return number(expected);
        }
        if (expected.contains("hex-digit")) {
            return "behind \\u stand four digits of 0 to 9 and a to f";
        }
        return sign + " is not expected here";
    }

    private static String value(int code, String sign) {
        if (code == ']') {
            return "a comma stands before the ']'";
        }
        if (code == 0xfeff) {
            return "an invisible byte order mark stands before the value";
        }
        if (code == '#') {
            return "JSON has no comments";
        }
        return quotation(code)
                ? "text stands in straight double quotes, not in " + quote(code)
                : sign + " stands where a value is expected";
    }

    private static String number(String expected) {
        if (expected.contains("plus sign")) {
            return "a number has no '+' before it in JSON";
        }
        if (expected.contains("Decimal point")) {
            return "a number needs a digit behind its decimal point";
        }
        return expected.contains("Exponent")
                ? "a number needs a digit in its exponent"
                : "a '-' needs a number behind it";
    }

    /** Single, typographic, and other quotation marks that are not JSON's. */
    private static boolean quotation(int code) {
        return code == '\'' || code == '`' || code == 0xab || code == 0xbb || (code >= 0x2018 && code <= 0x201f);
    }

    private static String quote(int code) {
        return code == '\'' ? "single ones" : "ones like " + Character.toString(code);
    }

    /** A character as it is shown: what cannot be seen by its number. */
    private static String sign(int code) {
        boolean seen = code > ' ' && Character.isDefined(code) && !Character.isISOControl(code);
        boolean ink = seen && !Character.isSpaceChar(code) && Character.getType(code) != Character.FORMAT;
        if (!ink) {
            return String.format(Locale.ROOT, "the invisible character U+%04X", code);
        }
        return code == '\'' ? "a single quote" : "'" + Character.toString(code) + "'";
    }

    private static String quoted(String message) {
        Matcher quoted = QUOTED.matcher(message);
        String text = quoted.find() ? quoted.group(1) : "";
        String visible = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return visible.length() > SHOWN ? visible.substring(0, SHOWN) + "…" : visible;
    }
}
