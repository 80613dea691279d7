package io.wsgateway.cli;

import io.wsgateway.auth.TokenException;
import io.wsgateway.auth.TokenMint;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigLoader;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Signs a token for a test, with a shared secret of the configuration. */
@Command(
    name = "token",
    description =
        "Signs a token for a test with a shared secret of the configuration, and prints it; exits"
            + " with 1 when that is not possible.",
    mixinStandardHelpOptions = true,
    subcommands = TokenExplainCommand.class)
final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(
      names = "--user",
      paramLabel = "ID",
      description = "The user's id, sub. Required; \"\" for an anonymous client.")
  private @Nullable String user;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Makes a subscription token for this channel. Without it: a connection token.")
  private @Nullable String channel;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = TokenLifetime.class,
      description =
          "How long the token lasts: a number with s, m, h or d; by default ${DEFAULT-VALUE}.")
  private Duration lifetime;

  @Option(
      names = "--info",
      paramLabel = "JSON",
      description = "What others may be told about the client, info.")
  private @Nullable String info;

  @Option(
      names = {"--key", "--kid"},
      paramLabel = "ID",
      description =
          "The kid of the key to sign with, or the algorithm of a key without kid. Required when"
              + " several keys have a secret.")
  private @Nullable String key;

  /** The sources that were given before the name of a subcommand. */
  ConfigOptions options() {
    return options;
  }

  @Override
  public Integer call() {
    if (user == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--user=ID', or the subcommand explain");
    }
    PrintWriter err = spec.commandLine().getErr();
    try {
      AuthConfig auth = ConfigLoader.load(options.sources()).config().auth();
      String token =
          TokenMint.of(auth, key)
              .sign(new TokenMint.Content(user, channel, lifetime.toSeconds(), info));
      err.println(
          (channel == null ? "a connection token" : "a subscription token")
              + ", expires "
              + Instant.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS));
      spec.commandLine().getOut().println(token);
      return ExitCode.OK;
    } catch (ConfigException e) {
      e.problems().forEach(err::println);
    } catch (TokenException e) {
      err.println(e.getMessage());
    }
    return ExitCode.SOFTWARE;
  }
}
