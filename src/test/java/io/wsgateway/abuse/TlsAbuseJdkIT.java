package io.wsgateway.abuse;

/** The same with the JDK's TLS. */
final class TlsAbuseJdkIT extends TlsAbuseIT {}
