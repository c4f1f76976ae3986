package org.dasllm.privacy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.Finding;
import org.dasllm.privacy.detect.NameDetector;
import org.dasllm.privacy.detect.Overlaps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What all detectors together find. The numbers are examples of the issuing offices' or the documentation's own, or drawn.
 * {@code «»} mark the value; {@code ⏎} stands for a line break.
 */
final class DetectorsTest {
    private static final List<Detector> DETECTORS = detectors();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PHONE_NUMBER|Call «+49 171 2345678» now",
                "PHONE_NUMBER|«0171 2345678»",
                "PHONE_NUMBER|«0171/2345678»",
                "PHONE_NUMBER|Tel.: «0171-2345678».",
                "PHONE_NUMBER|«(030) 23125678»",
                "PHONE_NUMBER|«06 12 34 56 78»",
                "PHONE_NUMBER|«01.43.69.15.40»",
                "PHONE_NUMBER|«612 34 56 78»",
                "PHONE_NUMBER|llámame al «612345678»",
                "PHONE_NUMBER|«333 1234567»",
                "PHONE_NUMBER|«020 7946 0958»",
                "PHONE_NUMBER|«(415) 555-2671», please",
                "PHONE_NUMBER|\"phone\": \"«4155552671»\"",
                "PHONE_NUMBER|«+81 3-1234-5678»",
                "PHONE_NUMBER|電話«+81 3-1234-5678»です",
                "PHONE_NUMBER|«０１７１ ２３４５６７８»",
                "PHONE_NUMBER|order 4711, phone «512 555 0143»",
                "PHONE_NUMBER|line\\n«0171 2345678»\\nend",
                "IBAN|«DE89 3704 0044 0532 0130 00» und",
                "IBAN|IBAN:«GB82WEST12345698765432»",
                "IBAN|«fr14 2004 1010 0505 0001 3m02 606»",
                "IBAN|«DE89-3704-0044-0532-0130-00»",
                "IP_ADDRESS|from «192.168.17.4»:8080",
                "IP_ADDRESS|http://«10.20.30.40»/x",
                "IP_ADDRESS|IP «8.8.4.4»",
                "IP_ADDRESS|«2001:db8::17:a4»",
                "IP_ADDRESS|[«2001:0db8:85a3:0000:0000:8a2e:0370:7334»]:443",
                "IP_ADDRESS|«::ffff:93.184.216.34»",
                "NL_BSN|BSN «111222333»",
                "NL_BSN|«1112.22.333»",
                "PT_NIF|NIF: «501964843»",
                "PL_PESEL|PESEL «44051401359»",
                "GB_NHS|NHS number «943 476 5870»",
                "SE_PERSONNUMMER|«880320-0016»",
                "SE_PERSONNUMMER|personnummer «198803200016»",
                "US_SSN|«536-90-4399»",
                "US_SSN|SSN «536904399»",
                "ES_NIF|«54362315K»",
                "ES_NIF|«X-2482300W»",
                "ES_NIF|DNI «54362315 k»",
                "DE_TAX_ID|«36 574 261 809»",
                "DE_TAX_ID|«36574261809»",
                "FR_NIR|«2 95 10 99 126 111 93»",
                "FR_NIR|«253072B07300470»",
                "IT_CODICE_FISCALE|«RCCMNL83S18D969H»",
                "IT_CODICE_FISCALE|«rccmnl83s18d969h»",
                "BE_NATIONAL_NUMBER|«85.07.30-033.28»",
                "FI_HETU|«131052-308T»",
                "DATE_OF_BIRTH|born «3.3.1985» in Bonn",
                "DATE_OF_BIRTH|Ich bin am «3. März 1985» geboren",
                "DATE_OF_BIRTH|née le «3 mars 1985»",
                "DATE_OF_BIRTH|nato il «03/03/1985»",
                "DATE_OF_BIRTH|nacida el «3 de marzo de 1985»",
                "DATE_OF_BIRTH|\"birthDate\": \"«1985-03-03»\"",
                "DATE_OF_BIRTH|DOB «03/03/85»",
                "PERSON_NAME|Dear «Anna Berg»,",
                "PERSON_NAME|«anna berg» wrote",
                "PERSON_NAME|Frau «SCHNEIDER»’s",
                "PERSON_NAME|line\\n«Schneider»",
                "API_KEY|key «AKIAIOSFODNN7EXAMPLE»",
                "API_KEY|«sk-ant-api03-a1B2c3D4e5F6g7H8i9J0k1L2»",
                "API_KEY|OPENAI_API_KEY=«sk-proj-a1B2c3D4e5F6g7H8i9J0k1L2»",
                "JWT|«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP»",
                "BEARER_TOKEN|Authorization: Bearer «a1b2c3d4e5f6g7h8i9»",
                "PRIVATE_KEY|x «-----BEGIN EC PRIVATE KEY-----⏎MHcCAQEE⏎-----END EC PRIVATE KEY-----» y",
                "PRIVATE_KEY|«-----BEGIN PRIVATE KEY-----\\nMHcCAQEE»",
                "PASSWORD|password=«letmein»",
                "PASSWORD|My password: «Xk9mqz22», thanks",
                "PASSWORD|{\"token\": \"«a8f3k29dk2»\"}",
                "PASSWORD|{\"body\": \"{\\\"token\\\": \\\"«a8f3k29dk2»\\\"}\"}",
                "PASSWORD|Das Passwort: «blau7katze».",
            })
    void findTheValue(String kind, String marked) {
        String text = marked.replace('⏎', '\n').replace("«", "").replace("»", "");
        int begin = marked.indexOf('«');
        int end = marked.indexOf('»') - 1;

        assertThat(findings(text)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(text.substring(finding.begin(), finding.end())).isEqualTo(text.substring(begin, end));
            assertThat(finding.toString()).doesNotContain(text.substring(begin, end));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Order 1234567890 of 2026-11-28 22:40:28",
                "order number 4155552671",
                "Bestellung 0171 2345678",
                "1.249.000,00 EUR",
                "612 345 678 €",
                "$415 555 2671",
                "28.11.2026 14:35",
                "2026-11-28 22:40",
                "20261128224028",
                "EAN 4006381333931, ISBN 978-3-16-148410-0",
                "article 471-12-99",
                "+1",
                "112",
                "4155552671",
                "612345678",
                "111222333",
                "9434765870",
                "44051401359",
                "customer 536904399",
                "000-12-3456 666-12-3456 900-12-3456",
                "536-90-0000",
                "1988-03-20 0016",
                "54362315A",
                "36574261808",
                "295109912611194",
                "RCCMNL83S18D969I",
                "85.07.30-033.29",
                "131052-308U",
                "DE89 3704 0044 0532 0130 01",
                "DE89 3704 0044 0532 0130 0",
                "XX89 3704 0044 0532 0130 00",
                "version 10.20.30.40",
                "v10.20.30.40",
                "Chrome/96.0.4.110",
                "section 1.2.3.4",
                "127.0.0.1 0.0.0.0 255.255.255.0",
                "256.1.1.1 1.2.3 10.20.30.40.50",
                "12:30:45 00:1A:2B:3C:4D:5E a::b std::dec face::add ::1 ::",
                "on 3.3.1985 it was built",
                "born in 1985",
                "the meeting of 3.3.1985",
                "newborn 3.3.1985",
                "schneider and will",
                "Schneiderin",
                "sk-learn-style-names-are-not-keys-at-all",
                "sk-xxxxxxxxxxxxxxxxxxxxxxxxxx1",
                "bearer of this certificates",
                "The bearer certificateholder",
                "password: forgotten",
                "My password: please help",
                "password=${DB_PASSWORD}",
                "token: <your-token>",
                "password=********",
                "{\"error\": {\"password\": \"is too short\"}}",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----"
            })
    void leaveWhatIsNobodys(String text) {
        assertThat(findings(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "1 ",
                "1-",
                "1.",
                "+",
                "+1 ",
                "(",
                "0171 2345678,",
                "tel 4155552671 ",
                "BSN 111222333 ",
                "1234567",
                "DE89 ",
                "GB82WEST",
                "a:",
                "::",
                "1.2.3.4.",
                "born 3.3.1985 ",
                "Anna ",
                "eyJ",
                "eyJ.",
                "sk-",
                "bearer ",
                "password: ",
                "password=a1",
                "-----BEGIN PRIVATE KEY-----",
                "\\",
                "\n",
                "１"
            })
    void aLongTextOfAnythingTakesNoLongerThanItsLength(String piece) {
        String text = piece.repeat(100_000 / piece.length());

        for (Detector detector : DETECTORS) {
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> detector.find(text), detector.name());
        }
    }

    private static List<Finding> findings(String text) {
        List<Finding> findings = new ArrayList<>();
        DETECTORS.forEach(detector -> findings.addAll(detector.find(text)));
        return Overlaps.resolve(findings);
    }

    private static List<Detector> detectors() {
        List<Detector> detectors = new ArrayList<>(DetectorRegistry.detectors(PrivacyConfig.standard()));
        detectors.add(new NameDetector(List.of("Anna Berg", "Schneider", "Will", "Mark")));
        return List.copyOf(detectors);
    }
}
