package org.dasllm.wire.client;

/**
 * What the settings are called that advice is about.
 *
 * @param address holds the address that is asked
 * @param authorities names a PEM file of certificates
 */
public record SettingNames(String address, String authorities) {
    static final SettingNames OF_TEACHER = new SettingNames("base_url", "harvest.teacher.certificate_authorities");

    String startIt() {
        return "Start it or correct " + address;
    }

    String correctHostAndPort() {
        return "Correct the host and the port in " + address;
    }

    String writeHttps() {
        return "Write https:// instead of http:// in " + address;
    }

    String writeHttp() {
        return "Write http:// instead of https:// in " + address;
    }
}
