package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.MultiMap;
import io.wsgateway.config.HttpConfig.ForwardedHeader;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import io.wsgateway.support.Logs;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
  private final RefusalLog log = new RefusalLog(System::nanoTime);
  private final ClientAddresses trusting = trusting(ForwardedHeader.X_FORWARDED_FOR);
  private final ClientAddresses standard = trusting(ForwardedHeader.FORWARDED);
  private final ClientAddresses strict =
      new ClientAddresses(List.of(), ForwardedHeader.X_FORWARDED_FOR, log);

  private ClientAddresses trusting(ForwardedHeader header) {
    return new ClientAddresses(List.of("10.0.0.0/8", "::1"), header, log);
  }

  private static MultiMap headers(String... pairs) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | 203.0.113.7",
        "1.1.1.1, 203.0.113.7 | 203.0.113.7",
        "1.1.1.1, 203.0.113.7, 10.9.9.9 | 203.0.113.7",
        "203.0.113.7:4711 | 203.0.113.7",
        "[2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
        "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
        "::ffff:203.0.113.7 | 203.0.113.7"
      })
  void theRightMostHopThatIsNoTrustedProxyIsTheClient(String header, String address) {
    ClientAddress client = trusting.of("10.1.2.3", false, headers("X-Forwarded-For", header));
    assertThat(client.address()).isEqualTo(address);
    assertThat(client.counted()).isTrue();
  }

  @Test
  void severalLinesCountAsOneList() {
    MultiMap lines = headers("X-Forwarded-For", "1.1.1.1", "X-Forwarded-For", "203.0.113.7");
    assertThat(trusting.of("10.1.2.3", false, lines).address()).isEqualTo("203.0.113.7");
  }

  @Test
  void forwardedIsReadWhereItIsTheHeaderThatCounts() {
    MultiMap forwarded =
        headers("Forwarded", "for=1.1.1.1, For=\"[2001:db8::5]:99\";Proto=https;by=10.0.0.1");
    ClientAddress client = standard.of("10.1.2.3", false, forwarded);
    assertThat(client.address()).isEqualTo("2001:db8:0:0:0:0:0:5");
    assertThat(client.countKey()).isEqualTo("20010db800000000/64");
    assertThat(client.scheme()).isEqualTo(Scheme.HTTPS);
  }

  /** A proxy passes on what it does not write: the client wrote the other header. */
  @Test
  void theHeaderThatDoesNotCountIsIgnored() {
    MultiMap both = headers("X-Forwarded-For", "1.1.1.1", "Forwarded", "for=203.0.113.7");
    both.add("X-Forwarded-Proto", "https");
    ClientAddress client = standard.of("10.1.2.3", false, both);
    assertThat(client.address()).isEqualTo("203.0.113.7");
    assertThat(client.scheme()).isEqualTo(Scheme.UNKNOWN);
    assertThat(trusting.of("10.1.2.3", false, both).address()).isEqualTo("1.1.1.1");
    ClientAddress unnamed = standard.of("10.1.2.3", false, headers("X-Forwarded-For", "1.1.1.1"));
    assertThat(unnamed.address()).isEqualTo("10.1.2.3");
    assertThat(unnamed.counted()).isFalse();
    MultiMap other = headers("Forwarded", "for=1.1.1.1;proto=https");
    assertThat(trusting.of("10.1.2.3", false, other).address()).isEqualTo("10.1.2.3");
    assertThat(trusting.of("10.1.2.3", false, other).scheme()).isEqualTo(Scheme.UNKNOWN);
  }

  @Test
  void aTrustedProxyThatSendsOnlyTheOtherHeaderIsTold() {
    try (Logs logs = new Logs(RefusalLog.class)) {
      trusting.of("10.1.2.3", false, headers("X-Forwarded-For", "1.1.1.1", "Forwarded", "for=a"));
      assertThat(logs.events()).isEmpty();
      trusting.of("10.1.2.3", false, headers("Forwarded", "for=1.1.1.1"));
      assertThat(logs.pairs(0))
          .contains("event=proxy.header", "remedy=http.forwardedHeader: Forwarded");
    }
  }

  @Test
  void theSchemeIsTheNearestProxys() {
    MultiMap proto = headers("X-Forwarded-For", "8.8.8.8", "X-Forwarded-Proto", "http, https");
    assertThat(trusting.of("10.1.2.3", false, proto).scheme()).isEqualTo(Scheme.HTTPS);
    assertThat(trusting.of("8.8.8.8", false, proto).scheme()).isEqualTo(Scheme.UNKNOWN);
    assertThat(trusting.of("8.8.8.8", true, proto).scheme()).isEqualTo(Scheme.HTTPS);
  }

  @Test
  void aStrangersHeadersAreIgnored() {
    ClientAddress client =
        trusting.of("203.0.113.9", false, headers("X-Forwarded-For", "198.51.100.1"));
    assertThat(client.address()).isEqualTo("203.0.113.9");
    assertThat(client.counted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "_hidden", "example.com", "1.2.3", "1.2.3.4.5", "", "0x7f.1"})
  void aTrustedProxyThatNamesNobodyIsNotCounted(String hop) {
    ClientAddress client = trusting.of("10.1.2.3", false, headers("X-Forwarded-For", hop));
    assertThat(client.address()).isEqualTo("10.1.2.3");
    assertThat(client.counted()).isFalse();
  }

  @Test
  void anUndeclaredPrivateProxyIsNotCountedFromItsFirstHeaderOn() {
    assertThat(strict.of("192.168.1.5", false, headers()).counted()).isTrue();
    assertThat(strict.tcpCountKey("192.168.1.5")).isPresent();
    ClientAddress client = strict.of("192.168.1.5", false, headers("X-Forwarded-For", "8.8.8.8"));
    assertThat(client.counted()).isFalse();
    assertThat(client.address()).isEqualTo("192.168.1.5");
    assertThat(strict.tcpCountKey("192.168.1.5")).isEmpty();
  }

  @Test
  void aPublicPeerCannotSwitchItsLimitsOff() {
    assertThat(strict.of("8.8.8.8", false, headers("X-Forwarded-For", "1.1.1.1")).counted())
        .isTrue();
    assertThat(strict.tcpCountKey("8.8.8.8")).isPresent();
  }

  @Test
  void ipv6CountsByItsNetwork() {
    assertThat(strict.of("2001:db8:1:2:3::4", false, headers()).countKey())
        .isEqualTo(strict.of("2001:db8:1:2:ffff::9", false, headers()).countKey())
        .isNotEqualTo(strict.of("2001:db8:1:3::4", false, headers()).countKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "x/8", "10.0.0.0/", "10.0.0.0/-1", "::/129"})
  void whatIsNoCidrIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "1", "127.1", "a.b.c.d", "fe80", "dead.beef", ":", "1:2"})
  void whatIsNoAddressIsNeverLookedUp(String text) {
    assertThat(IpText.parse(text)).isEmpty();
  }

  /** A client can write what it likes to the left of what the proxy appends. */
  @Test
  void nothingAClientWritesMovesItsAddress() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "0123456789abcdef.:,;=\"[]%/_ \tx";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder forged = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        forged.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      MultiMap headers = headers("X-Forwarded-For", forged + ", 203.0.113.7");
      if (random.nextBoolean()) {
        headers.add("Forwarded", forged.toString());
      }
      ClientAddress client = trusting.of("10.1.2.3", false, headers);
      assertThat(client.address()).as("seed %d: %s", seed, forged).isEqualTo("203.0.113.7");
      assertThat(client.counted()).isTrue();
      // Alone it must not break anything either.
      standard.of("10.1.2.3", false, headers("Forwarded", forged.toString()));
      strict.of("8.8.4.4", false, headers("X-Forwarded-For", forged.toString()));
    }
  }
}
