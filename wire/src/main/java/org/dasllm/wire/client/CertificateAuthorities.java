package org.dasllm.wire.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.jspecify.annotations.Nullable;

/** Whose certificates a client takes: those that this Java trusts, and those of an organisation's own authorities. */
public final class CertificateAuthorities {
    private CertificateAuthorities() {}

    /**
     * What this Java trusts, and a file's certificates beside it.
     *
     * @throws DasllmException if there is none in the file
     */
    public static SSLContext trusted(Optional<Path> file) {
        if (file.isPresent()) {
            return trusting(file.get());
        }
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw DasllmException.input(
                    "This Java's own settings for TLS cannot be used: " + e.getMessage(),
                    "Correct javax.net.ssl.trustStore or javax.net.ssl.keyStore in JAVA_TOOL_OPTIONS",
                    e);
        }
    }

    /**
     * Trusts a file's certificates beside those that this Java trusts.
     *
     * @param file one or more certificates as PEM
     * @throws DasllmException if there is none in it
     */
    private static SSLContext trusting(Path file) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : read(file)) {
                trusted.setCertificateEntry("own-" + number++, certificate);
            }
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager known) {
                    for (Certificate certificate : known.getAcceptedIssuers()) {
                        trusted.setCertificateEntry("known-" + number++, certificate);
                    }
                }
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(trusted), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot keep certificates", e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw none(file);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
        throw none(file);
    }

    private static DasllmException none(Path file) {
        return DasllmException.input(
                file + " holds no certificate that can be read",
                "Name a PEM file of the authority's certificate, which begins with -----BEGIN CERTIFICATE-----");
    }
}
