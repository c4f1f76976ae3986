package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.ErrorBody;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors within a status of success. */
class ErrorBodiesTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void noneIsALabelOrCharged(ErrorBody fault) throws Exception {
        boolean begun = fault == ErrorBody.IN_CHOICE || fault == ErrorBody.BESIDE_CHOICE;
        FaultyHarvest harvest = new FaultyHarvest(dir);
        // Enough for one request at the most that it can cost and for the two others at what they do, not for two.
        TeacherConfig teacher = Teachers.fake("http://unused")
                .with("concurrency", 1)
                .with("first_retry_seconds", 0.01)
                .with("budget_tokens", 300)
                .config();
        try (FaultyTeacher server = new FaultyTeacher(fault, text -> text.equals("message 1"))) {
            HarvestConfig config = Teachers.harvest(teacher.withBaseUrl(server.url()), 0);
            assertThatThrownBy(() -> harvest.run(config, 3)).hasMessageContaining(begun ? "budget" : "HTTP 200 with ");
            assertThat(harvest.output()).doesNotExist();
            assertThat(harvest.journal().contains("\"raw\":")).isEqualTo(begun);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "RATE_LIMIT_NUMBER",
                "RATE_LIMIT_TEXT",
                "RATE_LIMIT_WORD",
                "OVERLOADED",
                "ERROR_OBJECT",
                "RESOURCE_EXHAUSTED",
                "THROTTLING",
                "STATUS_CODE",
                "TEXT",
                "IN_CHOICE",
                "BESIDE_CHOICE",
                "ONE_EVENT"
            })
    void whatMayPassIsAskedAgain(ErrorBody fault) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        boolean[] failed = new boolean[1];
        try (FaultyTeacher teacher = new FaultyTeacher(fault, text -> {
            boolean first = text.equals("message 1") && !failed[0];
            failed[0] |= first;
            return first;
        })) {
            assertThat(harvest.run(FaultyHarvest.inTurn(teacher.url()), 3).samples())
                    .isEqualTo(3);
            assertThat(teacher.requests()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREDITS|used up: HTTP 200 with error 402: Insufficient credits. Add credit",
                "QUOTA_WORD|used up: HTTP 200 with error 'insufficient_quota': You exceeded it. Add credit",
                "QUOTA_WITH_NUMBER|HTTP 200 with error 429: You exceeded it. Add credit",
                "BALANCE|HTTP 200 with error 1008: insufficient balance. Add credit",
                "KEY_WORD|HTTP 200 with error 'invalid_api_key': Incorrect key. Check the key's environment variable",
                "KEY_TOP_LEVEL|HTTP 200 with error 'InvalidApiKey': Invalid API-key provided. Check the key",
                "KEY_ERRORS|HTTP 200 with error 10000: Authentication error. Check the key",
                "MODEL|HTTP 200 with error 'model_not_found': The model x does not exist. Check the key"
            })
    void whatNoOtherSampleIsSparedEndsTheHarvestAtOnce(ErrorBody fault, String words) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault)) {
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn(teacher.url()), 20))
                    .hasMessageContaining(words);
            assertThat(teacher.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TOO_LONG|HTTP 200 with error 'context_length_exceeded': maximum context length is 4096 tokens",
                "DETAIL|HTTP 200 with an error: the prompt is not allowed",
                "DETAILS|HTTP 200 with error 'missing': field required",
                "MESSAGE_ONLY|HTTP 200 with an error: no such route",
                "VENDOR_NUMBER|HTTP 200 with error 336003: the parameter is wrong"
            })
    void whatIsWrongWithOneSampleFailsItAlone(ErrorBody fault, String words) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault, text -> text.equals("message 1"))) {
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn(teacher.url()), 5))
                    .hasMessageContaining("1 of 5 samples got no answer")
                    .hasMessageContaining("(" + words + ")");
            assertThat(teacher.requests()).isEqualTo(5);
        }
    }
}
