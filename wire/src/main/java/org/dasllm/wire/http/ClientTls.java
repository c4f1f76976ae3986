package org.dasllm.wire.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS by a context of the JDK's, so that authorities, a client's certificate and forbidden algorithms are those of the JDK's settings. The
 * server's certificate has to be for its host.
 */
final class ClientTls extends SSLEngineOptions {
    private final SSLContext context;

    ClientTls(SSLContext context) {
        this.context = context;
    }

    @Override
    public SSLEngineOptions copy() {
        return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new Factory();
    }

    private final class Factory implements SslContextFactory {
        private List<String> protocols = List.of();

        @Override
        public SslContextFactory applicationProtocols(List<String> names) {
            protocols = names == null ? List.of() : names;
            return this;
        }

        @Override
        public SslContext create() {
            SSLParameters defaults = context.getDefaultSSLParameters();
            ApplicationProtocolConfig negotiation = protocols.isEmpty()
                    ? ApplicationProtocolConfig.DISABLED
                    : new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            protocols);
            return new ForItsHost(new JdkSslContext(
                    context,
                    true,
                    List.of(defaults.getCipherSuites()),
                    IdentityCipherSuiteFilter.INSTANCE,
                    negotiation,
                    ClientAuth.NONE,
                    defaults.getProtocols(),
                    false));
        }
    }

    private static final class ForItsHost extends DelegatingSslContext {
        ForItsHost(SslContext context) {
            super(context);
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
    }
}
