package org.dasllm.signing.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.List;
import javax.crypto.KeyAgreement;

/**
 * Finds the public key of a private one, which the JDK does not offer. A Diffie-Hellman agreement with the curve's generator gives the
 * public point's x; its y is one of the two roots of the curve's equation.
 */
final class PublicHalf {
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private PublicHalf() {}

    /** The two points that the public key may be. */
    static List<PublicKey> candidates(PrivateKey key, Curve curve) throws GeneralSecurityException {
        ECParameterSpec parameters = curve.parameters();
        KeyFactory factory = KeyFactory.getInstance("EC");
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(factory.generatePublic(new ECPublicKeySpec(parameters.getGenerator(), parameters)), true);
        BigInteger x = new BigInteger(1, agreement.generateSecret());
        BigInteger y = root(parameters.getCurve(), x);
        BigInteger other = prime(parameters.getCurve()).subtract(y);
        return List.of(
                factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters)),
                factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, other), parameters)));
    }

    /** Of x³ + ax + b modulo the curve's prime, which is 3 modulo 4 on all three curves. */
    private static BigInteger root(EllipticCurve curve, BigInteger x) {
        BigInteger prime = prime(curve);
        BigInteger square = x.modPow(THREE, prime)
                .add(curve.getA().multiply(x))
                .add(curve.getB())
                .mod(prime);
        return square.modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
    }

    private static BigInteger prime(EllipticCurve curve) {
        return ((ECFieldFp) curve.getField()).getP();
    }
}
