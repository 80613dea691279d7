package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.wsgateway.auth.JwtTokens;
import io.wsgateway.auth.TokenExplanation;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.jwt.TokenKeyException;
import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Explains what a gateway with this configuration makes of a token. */
@Command(
    name = "explain",
    description =
        "Says which key of the configuration a token was checked with, what it allows and when it"
            + " ends, or why it is refused; exits with 1 then.",
    mixinStandardHelpOptions = true)
final class TokenExplainCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int MAX_INPUT = 65_536;

  /** A key set is read within 5 s, twice at most. */
  private static final long LIMIT_SECONDS = 15;

  @Spec private CommandSpec spec;
  @ParentCommand private TokenCommand parent;
  @Mixin private ConfigOptions own;

  @Parameters(
      paramLabel = "TOKEN",
      description =
          "The token, or - for standard input, which other users of the machine cannot see.")
  private String token;

  @Override
  public Integer call() throws InterruptedException {
    ConfigOptions options = own.isGiven() ? own : parent.options();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (token.equals(STANDARD_INPUT) && options.isInput()) {
        throw new ParameterException(
            spec.commandLine(), "standard input has either the configuration or the token");
      }
      GatewayConfig config = ConfigLoader.load(options.sources()).config();
      AtomicBoolean unread = new AtomicBoolean();
      TokenExplanation explained = explain(config, text(), () -> unread.set(true));
      TokenReport.of(config, explained, unread.get()).forEach(spec.commandLine().getOut()::println);
      return explained.accepted() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (ConfigException e) {
      e.problems().forEach(err::println);
    } catch (IOException e) {
      err.println("standard input cannot be read");
    }
    return ExitCode.SOFTWARE;
  }

  private String text() throws IOException {
    return token.equals(STANDARD_INPUT)
        ? new String(System.in.readNBytes(MAX_INPUT), ISO_8859_1).strip()
        : token;
  }

  private static TokenExplanation explain(GatewayConfig config, String text, Runnable unread)
      throws InterruptedException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      return JwtTokens.of(config.auth(), vertx, unread)
          .explain(text)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TokenKeyException e) {
      throw new IllegalStateException("the configuration was checked: " + e.getMessage(), e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("an explanation takes a bounded time and never fails", e);
    } finally {
      vertx.close();
    }
  }
}
