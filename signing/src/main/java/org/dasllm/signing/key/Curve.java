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
    P256("secp256r1", "SHA256withECDSA"),
    P384("secp384r1", "SHA384withECDSA"),
    P521("secp521r1", "SHA512withECDSA");

    private final String name;
    private final String algorithm;

    Curve(String name, String algorithm) {
        this.name = name;
        this.algorithm = algorithm;
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

    ECGenParameterSpec generation() {
        return new ECGenParameterSpec(name);
    }
}
