package org.dasllm.privacy.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;

/** Sentences of English, German, French, Spanish and Italian around a value: plain ones, in JSON, at line ends, with other numbers. */
final class Sentences {
    static final int LANGUAGES = 5;

    /** What introduces a value whose kind is not said. */
    private static final List<String[]> NEUTRAL = List.of(
            new String[] {"here it is again:", "the one we talked about,", "please note", "it was"},
            new String[] {"hier noch einmal:", "wie besprochen", "bitte notieren Sie", "es war"},
            new String[] {"le voici encore :", "comme convenu,", "veuillez noter", "c'était"},
            new String[] {"aquí está otra vez:", "como acordamos,", "por favor anote", "era"},
            new String[] {"eccolo di nuovo:", "come d'accordo,", "per favore annoti", "era"});

    private static final Map<String, List<String>> TOLD = told();

    private static final List<String[]> FRAMES = List.of(
            new String[] {
                "Hello, %s, can you check that?",
                "Thanks for the help. %s.",
                "%s",
                "(%s)",
                "Sorry to bother you\n%s\nBest wishes",
                "Well... %s!",
                "17;%s;x",
                "| %s |",
                "**%s**",
                "a\t%s\tb",
                "> %s\n"
            },
            new String[] {
                "Guten Tag, %s, können Sie das prüfen?",
                "Danke für die Hilfe. %s.",
                "%s",
                "(%s)",
                "Entschuldigung\n%s\nViele Grüße",
                "Also – %s!",
                "17;%s;x",
                "| %s |",
                "**%s**",
                "a\t%s\tb",
                "> %s\n"
            },
            new String[] {
                "Bonjour, %s, pouvez-vous vérifier ?",
                "Merci pour votre aide. %s.",
                "%s",
                "(%s)",
                "Excusez-moi\n%s\nCordialement",
                "Eh bien... %s !",
                "17;%s;x",
                "| %s |",
                "**%s**",
                "a\t%s\tb",
                "> %s\n"
            },
            new String[] {
                "Hola, %s, ¿puede comprobarlo?",
                "Gracias por la ayuda. %s.",
                "%s",
                "(%s)",
                "Perdone\n%s\nSaludos",
                "Bueno... ¡%s!",
                "17;%s;x",
                "| %s |",
                "**%s**",
                "a\t%s\tb",
                "> %s\n"
            },
            new String[] {
                "Salve, %s, può controllare?",
                "Grazie per l'aiuto. %s.",
                "%s",
                "(%s)",
                "Mi scusi\n%s\nCordiali saluti",
                "Allora... %s!",
                "17;%s;x",
                "| %s |",
                "**%s**",
                "a\t%s\tb",
                "> %s\n"
            });

    /** Numbers that are nobody's: of orders, articles and versions, amounts, dates and times. */
    private static final List<String[]> OTHERS = List.of(
            new String[] {
                " Order %d came on 12.03.2024 at 14:35.",
                " I paid 1,249.00 EUR for article %a.",
                " Version 2.14.%s of 2024-11-28 fails."
            },
            new String[] {
                " Bestellung %d kam am 12.03.2024 um 14:35 Uhr.",
                " Ich zahlte 1.249,00 € für Artikel %a.",
                " Version 2.14.%s vom 28.11.2024 geht nicht."
            },
            new String[] {
                " La commande %d est arrivée le 12/03/2024 à 14h35.",
                " J'ai payé 1 249,00 € pour l'article %a.",
                " La version 2.14.%s du 28/11/2024 échoue."
            },
            new String[] {
                " El pedido %d llegó el 12/03/2024 a las 14:35.",
                " Pagué 1.249,00 € por el artículo %a.",
                " La versión 2.14.%s del 28/11/2024 falla."
            },
            new String[] {
                " L'ordine %d è arrivato il 12/03/2024 alle 14:35.",
                " Ho pagato 1.249,00 € per l'articolo %a.",
                " La versione 2.14.%s del 28/11/2024 non va."
            });

    /** A text and where the value is in it. */
    record Row(String kind, String value, String text, int begin) {}

    private Sentences() {}

    static Row around(Planted planted, int language, Draw draw) {
        List<String> told = TOLD.getOrDefault(planted.kind(), List.of());
        boolean says = planted.told() || planted.kind().equals("BEARER_TOKEN") || (!told.isEmpty() && draw.oneIn(2));
        String[] neutral = NEUTRAL.get(language);
        String introduction = says ? told.get(language) : neutral[draw.below(neutral.length)];
        boolean wide =
                Character.isDigit(planted.value().charAt(0)) && !planted.kind().equals("IP_ADDRESS") && draw.oneIn(20);
        String value = wide ? Draw.fullWidth(planted.value()) : planted.value();
        String joint = introduction.endsWith("=") ? "" : " ";
        String[] frames = FRAMES.get(language);
        String text = frames[draw.below(frames.length)].replace("%s", introduction + joint + "\0");
        if (draw.oneIn(2)) {
            String[] others = OTHERS.get(language);
            text += others[draw.below(others.length)]
                    .replace("%d", draw.digits(draw.between(6, 12)))
                    .replace("%a", draw.filled("??-####-##"))
                    .replace("%s", String.valueOf(draw.below(100)));
        }
        if (draw.oneIn(6)) {
            String inside = Json.line(Map.of("message", text.replace("\0", "@@@"), "turn", 3))
                    .replace("@@@", "\0");
            value = value.replace("\n", "\\n");
            text = inside;
        }
        int begin = text.indexOf('\0');
        return new Row(planted.kind(), value, text.replace("\0", value), begin);
    }

    private static Map<String, List<String>> told() {
        Map<String, List<String>> told = new HashMap<>();
        told.put(
                "PHONE_NUMBER",
                List.of(
                        "my phone number is",
                        "meine Telefonnummer ist",
                        "mon téléphone :",
                        "mi teléfono es el",
                        "il mio cellulare è il"));
        told.put(
                "NL_BSN",
                List.of("my BSN is", "meine BSN lautet", "mon numéro BSN est le", "mi número BSN es", "il mio BSN è"));
        told.put(
                "PT_NIF",
                List.of(
                        "my Portuguese NIF is",
                        "meine portugiesische NIF ist",
                        "mon NIF portugais est",
                        "mi NIF portugués es",
                        "il mio NIF portoghese è"));
        told.put(
                "PL_PESEL",
                List.of(
                        "my PESEL is",
                        "meine PESEL-Nummer ist",
                        "mon numéro PESEL est",
                        "mi número PESEL es",
                        "il mio numero PESEL è"));
        told.put(
                "GB_NHS",
                List.of(
                        "my NHS number is",
                        "meine NHS-Nummer ist",
                        "mon numéro NHS est",
                        "mi número del NHS es",
                        "il mio numero NHS è"));
        told.put(
                "SE_PERSONNUMMER",
                List.of(
                        "my Swedish personal number is",
                        "meine Personnummer ist",
                        "mon personnummer suédois est",
                        "mi personnummer es",
                        "il mio personnummer è"));
        told.put(
                "US_SSN",
                List.of(
                        "my social security number is",
                        "meine Sozialversicherungsnummer (USA) ist",
                        "mon numéro de sécurité sociale est",
                        "mi número de la seguridad social es",
                        "il mio SSN è"));
        told.put(
                "DATE_OF_BIRTH",
                List.of("I was born on", "ich bin geboren am", "je suis née le", "soy nacido el", "sono nato il"));
        told.put(
                "BEARER_TOKEN",
                List.of(
                        "Authorization: Bearer",
                        "der Header ist Bearer",
                        "l'en-tête est Bearer",
                        "la cabecera es Bearer",
                        "l'intestazione è Bearer"));
        told.put("PASSWORD", List.of("password:", "Passwort:", "token=", "contraseña:", "api_key="));
        return Map.copyOf(told);
    }
}
