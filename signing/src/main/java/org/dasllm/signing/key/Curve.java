package org.dasllm.signing.key;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The curves that OpenSSF Model Signing knows, each with the hash that goes with it. */
enum Curve {
    P256("secp256r1", "SHA256withECDSA", 256),
    P384("secp384r1", "SHA384withECDSA", 384),
    P521("secp521r1", "SHA512withECDSA", 521);

    private final String name;
    private final String algorithm;
    private final int bits;

    Curve(String name, String algorithm, int bits) {
        this.name = name;
        this.algorithm = algorithm;
        this.bits = bits;
    }

    /** The curve of a key; empty where it is another than these. */
    static Optional<Curve> of(ECKey key) {
        return Arrays.stream(values()).filter(curve -> curve.holds(key)).findFirst();
    }

    private boolean holds(ECKey key) {
        ECParameterSpec ours = parameters();
        ECParameterSpec other = key.getParams();
        return ours.getCurve().equals(other.getCurve())
                && ours.getGenerator().equals(other.getGenerator())
                && ours.getOrder().equals(other.getOrder());
    }

    ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no curve " + name, e);
        }
    }

    /** As the JDK names it. */
    String algorithm() {
        return algorithm;
    }

    /** Of a number modulo the curve's order. */
    int numberBytes() {
        return (bits + 7) / 8;
    }

    ECGenParameterSpec generation() {
        return new ECGenParameterSpec(name);
    }
}
