package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.text.SystemText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;

/** Runs the commands of the command line. */
@Command(
    name = "ws-gateway",
    description =
        "A WebSocket gateway: publish a message once, and every subscribed client on every node receives it.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class,
    subcommands = {
      ServeCommand.class,
      CheckConfigCommand.class,
      DrainCommand.class,
      TokenCommand.class,
      BenchCommand.class
    })
public final class Cli {
  private static final List<String> ABOUT = List.of("-h", "--help", "-V", "--version");

  /** Runs a command, {@code serve} if none is named, and returns the process's exit code. */
  public static int run(String... arguments) {
    return commandLine().execute(withCommand(arguments));
  }

  private static String[] withCommand(String... arguments) {
    boolean named =
        arguments.length > 0 && (!arguments[0].startsWith("-") || ABOUT.contains(arguments[0]));
    return named
        ? arguments
        : Stream.concat(Stream.of("serve"), Arrays.stream(arguments)).toArray(String[]::new);
  }

  /** Prints UTF-8 in every locale, because users often save the output and load it again. */
  static CommandLine commandLine() {
    return new CommandLine(new Cli())
        .registerConverter(Path.class, Cli::path)
        .setOut(new PrintWriter(System.out, true, UTF_8))
        .setErr(new PrintWriter(System.err, true, UTF_8));
  }

  private static Path path(String file) {
    SystemText.problem(file)
        .ifPresent(
            problem -> {
              throw new TypeConversionException("the name " + problem);
            });
    if (file.isBlank()) {
      throw new TypeConversionException("needs the name of a file");
    }
    return Path.of(file);
  }

  /** The version that the build wrote into the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ws-gateway " + io.wsgateway.app.Version.current()};
    }
  }
}
