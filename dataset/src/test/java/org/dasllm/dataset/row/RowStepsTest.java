package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import org.dasllm.dataset.config.Languages;
import org.dasllm.dataset.config.Normalise;
import org.dasllm.dataset.config.Repetition;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.privacy.config.PrivacyConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps that look at one row alone. */
class RowStepsTest {
    private static Candidate candidate(String prompt, String answer) {
        return Candidate.of(
                new Sample("a", "g", "train", List.of(Message.user(prompt)), answer, null, Map.of(), "teacher:t"));
    }

    private static String reason(RowStep step, Candidate candidate) {
        Decision decision = step.decide(candidate);
        return decision instanceof Rejection rejection ? rejection.reason().code() : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't assist with that request.",
                "I’m sorry, I cannot help you with this.",
                "Sorry, I am unable to provide that information.",
                "I cannot fulfill this request.",
                "{\"answer\": \"I'm sorry, but I cannot answer that.\"}",
                "Es tut mir leid, aber ich kann dabei nicht helfen.",
                "Leider kann ich diese Frage nicht beantworten.",
                "Je suis désolé, mais je ne peux pas vous aider.",
                "Désolé, je ne peux pas répondre à cette demande.",
                "Lo siento, pero no puedo ayudar con eso.",
                "Mi dispiace, ma non posso rispondere.",
                "Desculpe, mas não posso ajudar com isso.",
            })
    void refusalsGo(String answer) {
        assertThat(reason(new Refusals(), candidate("hello", answer))).isEqualTo("refusal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "As an AI language model, I have no opinion, but the fee is 3 euros.",
                "The fee is 3 euros. As a large language model I may be wrong.",
                "Als KI-Sprachmodell habe ich keine Meinung.",
                "En tant que modèle de langage, je dirais trois euros.",
                "Como modelo de lenguaje, diría que tres euros.",
                "Come modello linguistico direi tre euro.",
            })
    void aModelThatSpeaksOfItselfGoes(String answer) {
        assertThat(reason(new Refusals(), candidate("hello", answer))).isEqualTo("model-boilerplate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "card_lost",
                "{\"intent\": \"card_lost\", \"urgency\": \"low\"}",
                "We are sorry that your card does not work. Please call us.",
                "Sorry about that! Your refund is on its way.",
                "You can't pay with this card abroad.",
                "I can help you with that.",
                "Leider ist Ihre Karte gesperrt.",
                "The customer says: I can't answer the phone at work.",
                "Unfortunately the machine kept your card; we will send another.",
                "No puedo decir que sea caro.",
            })
    void answersStay(String answer) {
        assertThat(reason(new Refusals(), candidate("hello", answer))).isEmpty();
    }

    @Test
    void testRowsAreJudgedByTheirGold() {
        assertThat(reason(new Refusals(), Candidate.of(refusing("test")))).isEmpty();
        assertThat(reason(new Refusals(), Candidate.of(refusing("train")))).isEqualTo("refusal");
    }

    private static Sample refusing(String split) {
        return new Sample(
                "a", "g", split, List.of(Message.user("x")), "I cannot help with that.", "card", Map.of(), "teacher:t");
    }

    @Test
    void anAnswerThatHasLostItsWayGoes() {
        CheckRepetition step = new CheckRepetition(new Repetition(0.6, 30));
        assertThat(reason(step, candidate("x", "the fee is high and ".repeat(20))))
                .isEqualTo("repetition");
        assertThat(reason(step, candidate("x", "la la la")))
                .as("too short to say")
                .isEmpty();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append("word").append(i * 7919 % 101).append(i % 5 == 0 ? ", " : " ");
        }
        assertThat(reason(step, candidate("x", text.toString()))).isEmpty();
        assertThat(CheckRepetition.repeated(List.of("a", "b", "a", "b", "a", "b")))
                .isEqualTo(1 / 3.0);
    }

    @Test
    void writingIsNormalisedAndWhatItMeansIsNot() {
        NormaliseText usual = new NormaliseText(new Normalise(true, true, false));
        assertThat(usual.text("e\u0301\u0000\u0007 a\ufeff\tb\r\n  c ")).isEqualTo("\u00e9 a\tb\r\n  c ");
        assertThat(usual.text("\ud83d x \ud83d\ude00 \u200d")).isEqualTo(" x \ud83d\ude00 \u200d");
        assertThat(usual.text("10\u00b2 \uff21"))
                .as("compatible characters stay")
                .isEqualTo("10\u00b2 \uff21");
        NormaliseText blanks = new NormaliseText(new Normalise(false, false, true));
        assertThat(blanks.text(" a\u00a0b  c \r\n d\u2028e ")).isEqualTo("a b  c\n d\ne");
        assertThat(new NormaliseText(new Normalise(false, false, false)).text("e\u0301\u0000 "))
                .isEqualTo("e\u0301\u0000 ");
    }

    @Test
    void aChangedCompletionLosesItsTokens() {
        Sample sample = candidate("x", "e\u0301").sample().withTokens(List.of(new AnswerToken("e", null, List.of())));
        Candidate changed =
                (Candidate) new NormaliseText(new Normalise(true, true, false)).decide(Candidate.of(sample));
        assertThat(changed.sample().completion()).isEqualTo("\u00e9");
        assertThat(changed.sample().tokens()).isNull();
        assertThat(changed.noted()).containsEntry("normalised", 1L);
        Sample same =
                sample.withCompletion("e", "teacher:t").withTokens(List.of(new AnswerToken("e", null, List.of())));
        Candidate kept = (Candidate) new NormaliseText(new Normalise(true, true, false)).decide(Candidate.of(same));
        assertThat(kept.sample()).isEqualTo(same);
    }

    @Test
    void personalDataAreMaskedInPromptAndAnswerAlikeAndJsonParses() throws JsonProcessingException {
        MaskPersonalData step = new MaskPersonalData(PrivacyConfig.standard());
        Candidate masked = (Candidate) step.decide(candidate(
                "I am anna.weber@example.org, card 4111 1111 1111 1111",
                "{\"contact\": \"anna.weber@example.org\", \"card\": 4111111111111111, \"fee\": 3}"));
        String prompt = masked.sample().prompt().get(0).content();
        String answer = masked.sample().completion();
        assertThat(prompt).contains("[EMAIL_1]").doesNotContain("anna", "4111");
        assertThat(answer).isNotNull().contains("[EMAIL_1]").doesNotContain("anna", "4111");
        assertThat(Json.mapper().readTree(answer).get("fee").asInt()).isEqualTo(3);
        assertThat(masked.noted()).containsEntry("masked-rows", 1L);
        assertThat(masked.seen().get("mask-personal-data")).contains("EMAIL").doesNotContain("anna");
        Candidate harmless = candidate("my card is lost", "card_lost");
        assertThat(step.decide(harmless)).isEqualTo(harmless);
    }

    @Test
    void languagesAreToldWhereTheTextIsLongEnough() {
        CheckLanguage english = new CheckLanguage(new Languages(List.of("eng"), 1.5, 40));
        String german =
                "Guten Tag, ich habe gestern meine Karte am Automaten verloren und brauche dringend eine neue, bitte.";
        String text = "Good morning, I lost my card at the machine yesterday and I urgently need a new one, please.";
        assertThat(reason(english, candidate(german, "x"))).isEqualTo("other-language");
        assertThat(reason(english, candidate(text, "x"))).isEmpty();
        assertThat(reason(english, candidate("Karte weg", "x"))).isEmpty();
        assertThat(reason(new CheckLanguage(new Languages(List.of("deu", "eng"), 1.5, 40)), candidate(german, "x")))
                .isEmpty();
    }
}
