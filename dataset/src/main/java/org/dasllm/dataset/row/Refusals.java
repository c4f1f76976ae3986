package org.dasllm.dataset.row;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;

/**
 * Drops answers that refuse, and answers in which a model speaks of itself, in English, German, French, Spanish, Italian and
 * Portuguese. A refusal stands at the beginning and says both "I" and "cannot": a bank's "we cannot find your card" is an answer. The
 * answer is the one the row is used by, see {@link UsedAnswer}.
 */
public record Refusals() implements RowStep {
    private static final Reason REFUSED = Reason.of("refusal", "the answer says that it will not or cannot answer");
    private static final Reason BOILERPLATE = Reason.of(
            "model-boilerplate", "a model speaks of itself in the answer, such as \"as an AI language model\"");

    /** The beginning of an answer that is looked at, in chars. */
    private static final int HEAD = 300;

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /** An opening of JSON, quotation marks or emphasis before the first word. */
    private static final String OPENING = "^\\s{0,5}(?:\\{\\s{0,5}\"[^\"]{1,40}\"\\s{0,5}:\\s{0,5})?[\"'*_>\\s]{0,5}";

    /** Regret, "I cannot", and soon after a word for helping; by language. */
    private static final Pattern REFUSAL = Pattern.compile(
            OPENING + "(?:"
                    + String.join(
                            "|",
                            language(
                                    "(?:(?:i['’]?m|i am|we['’]?re) )?(?:(?:very|so|really|deeply) )?(?:sorry|afraid|i apologi[sz]e|apologies"
                                            + "|unfortunately)[,.!]? (?:but |that )?",
                                    "i(?: am|['’]m)? (?:can(?:no|['’])?t|not able to|unable to|won['’]?t|will not|not allowed to|must decline)",
                                    "help|assist|answer|provide|comply|do (?:that|this|so)|fulfill?|continue|discuss|create|generate|write"
                                            + "|support|engage|share|give|respond|complete|to (?:do|help|answer)"),
                            language(
                                    "(?:es )?tut mir (?:sehr )?leid,? (?:aber |doch )?|leider ",
                                    "(?:(?:das|dabei|damit|diese frage|hierzu|dazu) )?(?:kann|darf|möchte|werde) ich"
                                            + "|ich (?:kann|darf|möchte|werde)",
                                    "nicht (?:helfen|beantworten|weiterhelfen|erfüllen|unterstützen|antworten|geben|erstellen|schreiben)"
                                            + "|keine (?:antwort|auskunft|informationen|hilfe)"),
                            language(
                                    "(?:je suis |je vous prie de m['’]excuser,? |malheureusement,? )?(?:désolée?,? )?(?:mais )?",
                                    "je ne (?:peux|puis|suis)",
                                    "pas (?:malheureusement )?(?:en mesure|vous aider|aider|répondre|y répondre|fournir|vous fournir|assister)"),
                            language(
                                    "(?:lo siento,? |lamentablemente,? )?(?:mucho,? )?(?:pero )?",
                                    "no (?:puedo|me es posible)",
                                    "ayudar|responder|proporcionar|cumplir|ofrecer|asistir"),
                            language(
                                    "(?:mi dispiace,? |purtroppo,? )?(?:ma )?",
                                    "non (?:posso|sono in grado di)",
                                    "aiutar|rispondere|fornir|soddisfare|assister"),
                            language(
                                    "(?:sinto muito,? |desculpe,? |lamento,? |infelizmente,? )?(?:mas )?",
                                    "não (?:posso|consigo)",
                                    "ajudar|ajudá|responder|fornecer|atender"))
                    + ")",
            FLAGS);

    private static String language(String regret, String cannot, String help) {
        return "(?:" + regret + ")?(?:" + cannot + ")\\b[^.!?\\n]{0,40}?\\b(?:" + help + ")";
    }

    private static final Pattern SELF = Pattern.compile(
            String.join(
                    "|",
                    "\\bas an? (?:ai|artificial intelligence)(?: language)?(?: model| assistant)\\b",
                    "\\bas a (?:large )?language model\\b",
                    "\\bi(?: am|['’]m) (?:just |only )?an? (?:ai|artificial intelligence)(?: language)?(?: model| assistant)\\b",
                    "\\bmy (?:knowledge cut-?off|training data)\\b",
                    "\\bals (?:ki|k[üu]nstliche intelligenz|(?:gro(?:ß|ss)es )?sprachmodell|ki-sprachmodell|ki-modell)\\b",
                    "\\ben tant qu(?:e |['’])(?:ia|intelligence artificielle|mod[èe]le de langage|assistant ia)\\b",
                    "\\bcomo (?:una? )?(?:ia|inteligencia artificial|modelo de lenguaje|intelig[êe]ncia artificial|modelo de linguagem)\\b",
                    "\\b(?:come|in quanto) (?:ia|intelligenza artificiale|modello linguistico|modello di linguaggio)\\b"),
            FLAGS);

    @Override
    public String name() {
        return "refusals";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(REFUSED, BOILERPLATE);
    }

    @Override
    public boolean peopleMayOverrule() {
        return true;
    }

    @Override
    public Decision decide(Candidate candidate) {
        String answer = UsedAnswer.of(candidate.sample());
        String head = answer.substring(0, Math.min(answer.length(), HEAD));
        Matcher refusal = REFUSAL.matcher(head);
        if (refusal.find()) {
            return new Rejection(REFUSED, Excerpt.of(head));
        }
        Matcher self = SELF.matcher(head);
        return self.find() ? new Rejection(BOILERPLATE, Excerpt.of(self.group())) : candidate;
    }
}
