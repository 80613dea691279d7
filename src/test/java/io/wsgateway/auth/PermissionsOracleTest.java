package io.wsgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.Permissions.Action;
import io.wsgateway.auth.Permissions.Standing;
import io.wsgateway.channel.Audience;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.SubscribeAudience;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random clients, rules and channels: what is allowed is exactly what the documentation's table
 * says, computed in another way, and no name makes the decision fail.
 */
final class PermissionsOracleTest {
  private static final int ROUNDS = 200_000;
  private static final List<String> USERS = List.of("", "a", "b", "ab", "a,b", "#", "a#b");
  private static final List<String> PARTS =
      List.of("a", "b", "ab", "#", ",", "#a", "#b", "#a,b", "#ab", ",,", "x", "", " ", "é", ":");

  private final Random random = new Random(26);

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String channel() {
    String rest =
        IntStream.range(0, random.nextInt(5))
            .mapToObj(i -> any(PARTS))
            .collect(Collectors.joining());
    return any(List.of("", "n:", "unknown:")) + rest;
  }

  private ChannelRule rule() {
    return PermissionsTest.rule(
        any(List.of(SubscribeAudience.values())),
        any(List.of(Audience.values())),
        any(List.of(Audience.values())),
        random.nextBoolean());
  }

  @Test
  void nothingIsGrantedThatTheTableDoesNotGrant() {
    int allowed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      ChannelRule byDefault = rule();
      ChannelRule named = rule();
      String channel = channel();
      Set<String> inToken = random.nextInt(4) == 0 ? Set.of(channel) : Set.of("n:other");
      Identity client = new Identity(any(USERS), null, inToken, 0, 0);
      Standing standing = new Standing(random.nextInt(3) == 0, random.nextInt(3) == 0);
      Action action = any(List.of(Action.values()));
      boolean is =
          new Permissions(new ChannelRules(byDefault, Map.of("n", named)), 20)
              .decide(client, channel, action, standing)
              .isAllowed();
      ChannelRule rule = channel.startsWith("n:") ? named : byDefault;
      assertThat(is)
          .as("%s %s '%s' %s %s", client, action, channel, standing, rule)
          .isEqualTo(
              valid(channel)
                  && grants(rule, client, channel, standing, action).contains(word(rule, action)));
      allowed += is ? 1 : 0;
    }
    assertThat(allowed).as("a test of refusals only would prove little").isGreaterThan(ROUNDS / 10);
  }

  private static boolean valid(String channel) {
    return channel.matches("[!-~]{1,20}") && (channel.indexOf(':') < 0 || channel.matches("n:.+"));
  }

  private static String word(ChannelRule rule, Action action) {
    return switch (action) {
      case SUBSCRIBE -> rule.subscribe().name();
      case PUBLISH -> rule.publish().name();
      case READ -> rule.read().name();
    };
  }

  /** The words under which this client may do that. */
  private static Set<String> grants(
      ChannelRule rule, Identity client, String channel, Standing standing, Action action) {
    boolean limited = rule.userLimited() && channel.contains("#");
    List<String> listed = new ArrayList<>(List.of(channel.replaceFirst("(?s).*#", "").split(",")));
    boolean onList = limited && !client.user().isEmpty() && listed.contains(client.user());
    boolean stranger = limited && !onList;
    Set<String> words = new HashSet<>();
    boolean special =
        action == Action.SUBSCRIBE
            ? standing.token() || client.channels().contains(channel) || onList
            : standing.subscribed();
    if (special) {
      words.addAll(Set.of("TOKEN", "SUBSCRIBER", "CLIENT", "ANONYMOUS"));
    }
    if (!stranger) {
      words.add("ANONYMOUS");
      if (!client.user().isEmpty()) {
        words.add("CLIENT");
      }
    }
    return words;
  }
}
