package org.dasllm.privacy.phone;

import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.privacy.detect.WordsNearby;

/**
 * Whether digits that are valid as a telephone number are meant as one. By what is written: the zero that is dialled before
 * area codes, brackets around an area code, or groups as the region writes them. By the nearest word before them: a word of
 * telephones takes every writing, a word of orders, products or accounts none.
 */
final class NationalForm {
    private static final String DAY = "(?:0?[1-9]|[12][0-9]|3[01])";
    private static final String MONTH = "(?:0?[1-9]|1[0-2])";
    private static final String YEAR = "(?:19|20)[0-9]{2}";

    /** Alone, with the hour behind it, or without signs between and a time. */
    private static final Pattern DATE = Pattern.compile("(?:" + DAY + "[./ -]" + MONTH + "[./ -](?:" + YEAR
            + "(?: [0-9]{1,2})?|[0-9]{2})" + "|" + YEAR + "[./ -]" + MONTH + "[./ -]" + DAY + "(?: [0-9]{1,2})?|" + YEAR
            + "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]).*)");

    private static final WordsNearby TELEPHONE = new WordsNearby(
            "(?<!\\p{L})(?:tel|t[ée]l[ée]phon|telefon|tel[ée]fono|phone|mobile?|mobil|m[óo]vil|handy|cell|cellulare|portable|whatsapp|fax|"
                    + "call|ring|dial|text me|reach|appel|anruf|ruf|erreich|r[üu]ckruf|hotline|chiam|ll[aá]m|contact|numero di t|fijo|festnetz|"
                    + "rappel|joindre|sms|signal|viber)|_?(?:phone|tel|mobile)(?:_?(?:number|no|nr))?(?!\\p{L})");
    private static final WordsNearby OTHER = new WordsNearby(
            "(?<!\\p{L})(?:order|bestell|auftrag|commande|ordine|pedido|invoice|rechnung|facture|fattura|factura|artic|artik|artíc|product|"
                    + "produkt|produit|prodott|sku|ean|isbn|gtin|serial|serien|ref\\b|r[ée]f[ée]r|tracking|sendung|parcel|paket|colis|"
                    + "ticket|case|vorgang|account|konto|compte|conto|cuenta|customer|kunden|client|policy|version|code|id\\b|nr\\. )"
                    + "|(?:order|invoice|product|customer|tracking|ticket)_?(?:number|no|nr|id)");
    private static final Pattern CURRENCY_BEHIND =
            Pattern.compile("^ ?(?:[€$£¥%]|EUR|USD|GBP|CHF|euros?|dollars?|pounds?)");
    private static final Pattern CURRENCY_BEFORE = Pattern.compile("(?:[€$£¥#]|EUR|USD|GBP|CHF) ?$");

    /** Three groups and more, as in {@code 612 34 56 78}, {@code (415) 555-0123} and {@code 333 123 4567}. */
    private static final Pattern GROUPS = Pattern.compile(
            "\\([0-9]{2,4}\\)[ -]?[0-9]{3}[ .-]?[0-9]{3,4}|1[ .-]\\(?[2-9][0-9]{2}\\)?[ .-][0-9]{3}[ .-][0-9]{4}"
                    + "|[2-9][0-9]{2}([ .-])[0-9]{3}[ .-][0-9]{4}|[6-9][0-9]{2}[ -][0-9]{3}[ -][0-9]{3}"
                    + "|[6-9][0-9]{2}([ .-])[0-9]{2}\\2[0-9]{2}\\2[0-9]{2}|[89][0-9] [0-9]{3} [0-9]{2} [0-9]{2}"
                    + "|3[0-9]{2}[ .-][0-9]{2}[ .-][0-9]{2}[ .-][0-9]{3}|3[0-9]{2}[ /-][0-9]{6,7}");

    /** A zero that begins a group, with eight digits and more behind it. */
    private static final Pattern ZERO = Pattern.compile("(?<![0-9])0(?:[^0-9]{0,3}[0-9]){8}");

    private static final Set<String> WITHOUT_ZERO = Set.of("US", "CA", "ES", "IT", "PT");

    private NationalForm() {}

    /** Whether anything within the stretch could be taken, whatever the library says of it. Costs less than to ask. */
    static boolean isWorthAsking(String plain, Candidates.Stretch stretch) {
        String written = plain.substring(stretch.begin(), stretch.end());
        return ZERO.matcher(written).find()
                || GROUPS.matcher(written).find()
                || TELEPHONE.before(plain, stretch.begin()) >= 0;
    }

    static boolean isTaken(String plain, int begin, int end, String region) {
        String written = plain.substring(begin, end);
        if (DATE.matcher(written).matches()
                || CURRENCY_BEHIND
                        .matcher(plain.substring(end, Math.min(plain.length(), end + 8)))
                        .find()
                || CURRENCY_BEFORE
                        .matcher(plain.substring(Math.max(0, begin - 4), begin))
                        .find()) {
            return false;
        }
        int telephone = TELEPHONE.before(plain, begin);
        int other = OTHER.before(plain, begin);
        if (telephone >= 0 || other >= 0) {
            return telephone > other;
        }
        return isWrittenAsOne(written, region);
    }

    private static boolean isWrittenAsOne(String written, String region) {
        long digits = written.chars().filter(c -> c >= '0' && c <= '9').count();
        boolean zero = written.startsWith("0") || written.startsWith("(0");
        return zero
                ? digits >= 9
                : WITHOUT_ZERO.contains(region) && GROUPS.matcher(written).matches();
    }
}
