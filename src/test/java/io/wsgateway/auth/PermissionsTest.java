package io.wsgateway.auth;

import static io.wsgateway.auth.Permission.Cause.DENIED;
import static io.wsgateway.auth.Permission.Cause.NAME;
import static io.wsgateway.auth.Permission.Cause.NONE;
import static io.wsgateway.auth.Permission.Cause.UNKNOWN;
import static io.wsgateway.auth.Permissions.Action.PUBLISH;
import static io.wsgateway.auth.Permissions.Action.READ;
import static io.wsgateway.auth.Permissions.Action.SUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.Permissions.Action;
import io.wsgateway.auth.Permissions.Standing;
import io.wsgateway.channel.Audience;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.HistoryRule;
import io.wsgateway.channel.JoinLeave;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.channel.SubscribeAudience;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client may do in a channel that it has chosen: every word, and every kind of client. */
final class PermissionsTest {
  private static final Identity ANN = user("ann");
  private static final Standing TOKEN = new Standing(true, false);
  private static final Standing SUBSCRIBED = new Standing(false, true);

  private static Identity user(String name, String... channels) {
    return new Identity(name, null, Set.of(channels), 0, 0);
  }

  static ChannelRule rule(
      SubscribeAudience subscribe, Audience publish, Audience read, boolean userLimited) {
    return new ChannelRule(
        subscribe,
        publish,
        read,
        false,
        JoinLeave.NONE,
        userLimited,
        SlowConsumer.DISCONNECT,
        0,
        HistoryRule.NONE);
  }

  private static Permissions permissions(ChannelRule news) {
    ChannelRule closed = rule(SubscribeAudience.NOBODY, Audience.NOBODY, Audience.NOBODY, false);
    return new Permissions(new ChannelRules(closed, Map.of("news", news)), 64);
  }

  private static Permissions subscribe(SubscribeAudience word) {
    return permissions(rule(word, Audience.ANONYMOUS, Audience.ANONYMOUS, false));
  }

  private static Permissions limited(SubscribeAudience word) {
    return permissions(rule(word, Audience.CLIENT, Audience.CLIENT, true));
  }

  @ParameterizedTest
  @CsvSource({
    // word, anonymous, anonymous with a token, with a user, named by the connection token
    "NOBODY,    false, false, false, false",
    "TOKEN,     false, true,  false, true",
    "CLIENT,    false, true,  true,  true",
    "ANONYMOUS, true,  true,  true,  true"
  })
  void eachWordForSubscribingIncludesThoseBeforeIt(
      SubscribeAudience word, boolean anonymous, boolean token, boolean client, boolean named) {
    Permissions rights = subscribe(word);
    assertThat(may(rights, Identity.ANONYMOUS, Standing.NONE)).isEqualTo(anonymous);
    assertThat(may(rights, Identity.ANONYMOUS, TOKEN)).isEqualTo(token);
    assertThat(may(rights, ANN, Standing.NONE)).isEqualTo(client);
    assertThat(may(rights, user("", "news:a"), Standing.NONE)).isEqualTo(named);
    assertThat(may(rights, user("", "news:b"), Standing.NONE)).isEqualTo(anonymous);
  }

  private static boolean may(Permissions rights, Identity client, Standing standing) {
    return rights.decide(client, "news:a", SUBSCRIBE, standing).isAllowed();
  }

  @ParameterizedTest
  @CsvSource({
    // word, anonymous, anonymous and subscribed, with a user, with a subscription token alone
    "NOBODY,     false, false, false, false",
    "SUBSCRIBER, false, true,  false, false",
    "CLIENT,     false, true,  true,  false",
    "ANONYMOUS,  true,  true,  true,  true"
  })
  void eachWordForPublishingAndReadingIncludesThoseBeforeIt(
      Audience word, boolean anonymous, boolean subscribed, boolean client, boolean token) {
    for (Action action : new Action[] {PUBLISH, READ}) {
      // The other action's word is the opposite, so that a mix-up shows.
      Audience other = word == Audience.ANONYMOUS ? Audience.NOBODY : Audience.ANONYMOUS;
      Permissions rights =
          permissions(
              rule(
                  SubscribeAudience.ANONYMOUS,
                  action == PUBLISH ? word : other,
                  action == READ ? word : other,
                  false));
      assertThat(rights.decide(Identity.ANONYMOUS, "news:a", action, Standing.NONE).isAllowed())
          .isEqualTo(anonymous);
      assertThat(rights.decide(Identity.ANONYMOUS, "news:a", action, SUBSCRIBED).isAllowed())
          .isEqualTo(subscribed);
      assertThat(rights.decide(ANN, "news:a", action, Standing.NONE).isAllowed()).isEqualTo(client);
      assertThat(rights.decide(Identity.ANONYMOUS, "news:a", action, TOKEN).isAllowed())
          .isEqualTo(token);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "news:a#ann,         ann,  true",
    "news:a#bob,         ann,  false",
    "news:a#bob&ann,     ann,  true",
    "news:a#ann&bob,     bob,  true",
    "news:a#anna,        ann,  false",
    "news:a#joann,       ann,  false",
    "news:a#ann#bob,     ann,  false",
    "news:a#ann#bob,     bob,  true",
    "news:a#,            ann,  false",
    "news:a#,            '',   false",
    "news:a#&ann,        '',   false",
    "news:a#ann&,        '',   false",
    "news:a,             ann,  true"
  })
  void aUserLimitedChannelIsForTheUsersThatItsNameLists(
      String channel, String user, boolean allowed) {
    String name = channel.replace('&', ',');
    Permissions rights = limited(SubscribeAudience.CLIENT);
    for (Action action : Action.values()) {
      assertThat(rights.decide(user(user), name, action, Standing.NONE).isAllowed())
          .as("%s in %s", action, name)
          .isEqualTo(allowed);
    }
  }

  @Test
  void withTheWordTokenTheUsersThatTheNameListsMaySubscribe() {
    Permissions rights = limited(SubscribeAudience.TOKEN);
    assertThat(rights.decide(ANN, "news:a#ann", SUBSCRIBE, Standing.NONE).isAllowed()).isTrue();
    assertThat(rights.decide(ANN, "news:a", SUBSCRIBE, Standing.NONE).isAllowed()).isFalse();
    assertThat(rights.decide(ANN, "news:a#bob", SUBSCRIBE, TOKEN).isAllowed()).isTrue();
  }

  @Test
  void withTheWordNobodyTheListGrantsNothing() {
    Permissions rights = limited(SubscribeAudience.NOBODY);
    assertThat(rights.decide(ANN, "news:a#ann", SUBSCRIBE, TOKEN).isAllowed()).isFalse();
  }

  @Test
  void aListMeansNothingWhereChannelsAreNotLimitedToUsers() {
    Permissions rights = subscribe(SubscribeAudience.CLIENT);
    assertThat(rights.decide(ANN, "news:a#bob", SUBSCRIBE, Standing.NONE).isAllowed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void aNamespaceThatIsNotConfiguredIsUnknownAndABadNameIsNoChannel(Action action) {
    Permissions rights = subscribe(SubscribeAudience.ANONYMOUS);
    assertThat(rights.decide(ANN, "chat:a", action, TOKEN).cause()).isEqualTo(UNKNOWN);
    assertThat(rights.decide(ANN, "", action, TOKEN).cause()).isEqualTo(NAME);
    assertThat(rights.decide(ANN, "news:é", action, TOKEN).cause()).isEqualTo(NAME);
    assertThat(rights.decide(ANN, "news:" + "a".repeat(60), action, TOKEN).cause()).isEqualTo(NAME);
    assertThat(rights.decide(ANN, "other", action, TOKEN).cause()).isEqualTo(DENIED);
    assertThat(rights.decide(ANN, "news:a", action, TOKEN).cause()).isEqualTo(NONE);
  }

  @Test
  void theReasonNamesTheKeyThatDecided() {
    Permissions rights = subscribe(SubscribeAudience.CLIENT);
    assertThat(rights.decide(Identity.ANONYMOUS, "news:a", SUBSCRIBE, Standing.NONE).reason())
        .isEqualTo("channels.namespaces.news.subscribe is client, and this client has no user");
    assertThat(rights.decide(ANN, "lobby", PUBLISH, Standing.NONE).reason())
        .isEqualTo("channels.default.publish is nobody: no client may do that");
  }
}
