package org.dasllm.signing.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureBytesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "3006020101",
                "300602010102", // the second number is cut off
                "30060201010201018a", // a byte too many
                "300702020001020101", // a needless zero
                "3006020181020101", // a negative number
                "308106020101020101", // a length longer than it need be
                "3006030101020101", // another type
                "3007020301020302010101", // lengths that do not fit
                "30070203010203020101"
            })
    void otherEncodingsAreRefused(String hex) {
        assertThat(SignatureBytes.canonical(HexFormat.of().parseHex(hex), 2)).isFalse();
    }

    @Test
    void theShortestEncodingIsTaken() {
        assertThat(SignatureBytes.canonical(HexFormat.of().parseHex("3006020101020102"), 1))
                .isTrue();
        assertThat(SignatureBytes.canonical(HexFormat.of().parseHex("300702020080020102"), 1))
                .isTrue();
        assertThat(SignatureBytes.canonical(HexFormat.of().parseHex("300702020180020102"), 1))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void everySignatureOfTheJdkIsTaken(Curve curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(curve.generation());
        KeyPair pair = generator.generateKeyPair();
        for (int i = 0; i < 60; i++) {
            Signature signer = Signature.getInstance(curve.algorithm());
            signer.initSign(pair.getPrivate());
            signer.update(("message " + i).getBytes(StandardCharsets.UTF_8));
            assertThat(SignatureBytes.canonical(signer.sign(), curve.numberBytes()))
                    .isTrue();
        }
    }
}
