package org.dasllm.privacy.phone;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dasllm.privacy.detect.Boundary;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;
import org.dasllm.privacy.detect.Overlaps;
import org.dasllm.privacy.detect.PlainText;

/**
 * Telephone numbers that can be given out, as libphonenumber knows them: international ones of every country, national ones
 * of the regions at hand. An international number is taken wherever it stands. A national number needs a word such as
 * {@code phone} before it, or a writing that little else has (see {@link NationalForm}); not after a word such as
 * {@code order}, and not with a currency.
 *
 * <p>The library's own finder is only given short stretches ({@link Candidates}), so that the time stays in proportion to
 * the text's length. Letters for digits and short numbers such as 112 are not taken.
 */
public final class PhoneNumberDetector implements Detector {
    public static final String KIND = "PHONE_NUMBER";

    /** Raised with the library, whose data change which numbers there are. */
    static final String LIBRARY = "9.0.43";

    private static final long MOST_TRIES = 6;

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    private final List<String> regions;

    /**
     * @param regions where national numbers may be from, as two letters
     * @throws IllegalArgumentException for one that the library does not know
     */
    public PhoneNumberDetector(List<String> regions) {
        for (String region : regions) {
            if (!library.getSupportedRegions().contains(region)) {
                throw new IllegalArgumentException("no region " + region);
            }
        }
        this.regions = List.copyOf(regions);
    }

    /** The regions that there are, as two capitals each. */
    public static Set<String> knownRegions() {
        return PhoneNumberUtil.getInstance().getSupportedRegions();
    }

    @Override
    public String name() {
        return "phone_number";
    }

    @Override
    public String version() {
        return "1, libphonenumber " + LIBRARY;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Finding> find(String text) {
        String plain = PlainText.of(text);
        List<Finding> findings = new ArrayList<>();
        for (Candidates.Stretch stretch : Candidates.of(plain)) {
            if (plain.startsWith("+", stretch.begin()) || plain.startsWith("(+", stretch.begin())) {
                find(plain, stretch, "ZZ", findings);
            } else if (NationalForm.isWorthAsking(plain, stretch)) {
                national(plain, stretch, findings);
            }
        }
        return Overlaps.resolve(findings);
    }

    /** Asks region by region until one takes all of the stretch. */
    private void national(String plain, Candidates.Stretch stretch, List<Finding> findings) {
        for (String region : regions) {
            int before = findings.size();
            find(plain, stretch, region, findings);
            for (Finding finding : findings.subList(before, findings.size())) {
                if (finding.begin() == stretch.begin() && finding.end() == stretch.end()) {
                    return;
                }
            }
        }
    }

    private void find(String plain, Candidates.Stretch stretch, String region, List<Finding> findings) {
        // A few chars around it show the library dates, times, amounts and letters.
        int from = Math.max(0, stretch.begin() - 2);
        String window = plain.substring(from, Math.min(plain.length(), stretch.end() + 4));
        for (PhoneNumberMatch match : library.findNumbers(window, region, PhoneNumberUtil.Leniency.VALID, MOST_TRIES)) {
            int begin = from + match.start();
            int end = from + match.end();
            if (begin < stretch.begin() || end > stretch.end() || !Boundary.isWord(plain, begin, end)) {
                continue;
            }
            String written = match.rawString();
            if (written.startsWith("+") || written.startsWith("(+")) {
                findings.add(new Finding(KIND, begin, end, "international"));
            } else if (NationalForm.isTaken(plain, begin, end, region)) {
                findings.add(new Finding(KIND, begin, end, "valid in " + region));
            }
        }
    }
}
