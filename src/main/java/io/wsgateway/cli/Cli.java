package io.wsgateway.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The root of the command line. */
@Command(
    name = "ws-gateway",
    description = "A WebSocket gateway: publish once, every client on every node hears it.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class,
    subcommands = {CheckConfigCommand.class})
public final class Cli {
  /** Runs a command and returns the process's exit code. */
  public static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Cli());
  }

  /** The version that the build wrote into the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Cli.class.getPackage().getImplementationVersion();
      return new String[] {"ws-gateway " + Objects.requireNonNullElse(version, "development")};
    }
  }
}
