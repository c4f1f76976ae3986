package org.dasllm.privacy.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses of the Internet Protocol: four numbers to 255 with full stops between, and the forms of version 6, in full or
 * shortened, with or without an address of version 4 at the end.
 *
 * <p>Not taken: versions ({@code v1.2.3.4}, {@code version 1.2.3.4}, {@code name/1.2.3.4}); four numbers of one digit each,
 * which number sections, unless a word such as {@code IP} stands near; a part of a longer chain of numbers; numbers with
 * leading zeros; addresses that are nobody's ({@code 0.0.0.0}, {@code 127.…}, {@code 255.255.…}, {@code ::}, {@code ::1}).
 */
public final class IpAddressDetector implements Detector {
    public static final String KIND = "IP_ADDRESS";

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern FOUR =
            Pattern.compile("(?<![0-9A-Za-z.])" + OCTET + "(?:\\." + OCTET + "){3}(?![0-9A-Za-z]|\\.[0-9])");
    private static final Pattern NOBODY = Pattern.compile("0\\.0\\.0\\.0|127\\..{5,11}|255\\.255\\..{3,7}");
    private static final Pattern VERSION = Pattern.compile(
            "(?:(?<![a-z])v|version[a-z]{0,2}|versi[oó]n|release|build|firmware|upgrade[d]?|update[d]?)"
                    + "(?: (?:to|auf|à|a|from|von))?[ .:=]{0,3}$|(?<![/:])[a-z0-9_)]/$",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final WordsNearby ADDRESS = new WordsNearby(
            "(?<![a-z])(?:ip|ipv4|ip-?adress|server|host|client|dns|ping|router|gateway|indirizzo|dirección)");
    private static final Pattern SIX =
            Pattern.compile("(?<![0-9A-Za-z:.])[0-9A-Fa-f:]{2,45}+(?:(?:\\.[0-9]{1,3}){3})?");

    @Override
    public String name() {
        return "ip_address";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Finding> find(String text) {
        String plain = PlainText.of(text);
        List<Finding> findings = new ArrayList<>();
        Matcher four = FOUR.matcher(plain);
        while (four.find()) {
            if (Boundary.isWord(plain, four.start(), four.end())
                    && !NOBODY.matcher(four.group()).matches()
                    && !isVersion(plain, four.start(), four.end())) {
                findings.add(new Finding(KIND, four.start(), four.end(), "four numbers to 255"));
            }
        }
        Matcher six = SIX.matcher(plain);
        while (six.find()) {
            int end = six.end();
            while (end > six.start() && plain.charAt(end - 1) == ':' && !plain.startsWith("::", end - 2)) {
                end--;
            }
            String address = plain.substring(six.start(), end);
            if (Ipv6.isAddress(address) && Boundary.isWord(plain, six.start(), end)) {
                findings.add(new Finding(KIND, six.start(), end, "groups of version 6"));
            }
        }
        return findings;
    }

    private static boolean isVersion(String plain, int begin, int end) {
        String before = plain.substring(Math.max(0, begin - 24), begin);
        if (VERSION.matcher(before).find()) {
            return true;
        }
        return end - begin == "1.2.3.4".length() && !ADDRESS.near(plain, begin, end);
    }
}
