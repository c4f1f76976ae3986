package org.dasllm.privacy.detect;

/** The text forms of an address of version 6 (RFC 4291, section 2.2). */
final class Ipv6 {
    private static final int GROUPS = 8;

    private Ipv6() {}

    /**
     * Whether it is one that can be somebody's. With groups left out it has at least two others and a digit, since
     * {@code face::add} is a name in a program.
     */
    static boolean isAddress(String written) {
        int gap = written.indexOf("::");
        if (gap < 0) {
            return groups(written, true) == GROUPS;
        }
        if (written.indexOf("::", gap + 1) >= 0 || written.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int before = gap == 0 ? 0 : groups(written.substring(0, gap), false);
        int after = gap + 2 == written.length() ? 0 : groups(written.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after >= 2 && before + after < GROUPS;
    }

    /** How many groups there are; an address of version 4 at the end stands for two. −1 where one is wrong. */
    private static int groups(String written, boolean last) {
        String[] groups = written.split(":", -1);
        int count = 0;
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            if (last && i == groups.length - 1 && group.indexOf('.') >= 0) {
                if (!isFour(group)) {
                    return -1;
                }
                count += 2;
            } else if (group.isEmpty() || group.length() > 4 || group.indexOf('.') >= 0) {
                return -1;
            } else {
                count++;
            }
        }
        return count;
    }

    private static boolean isFour(String written) {
        String[] numbers = written.split("\\.", -1);
        for (String number : numbers) {
            if (number.isEmpty() || number.length() > 3 || Integer.parseInt(number) > 255) {
                return false;
            }
        }
        return numbers.length == 4;
    }
}
