package io.wsgateway.cli;

import io.wsgateway.config.load.ConfigException;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.reference.EffectiveYaml;
import io.wsgateway.config.reference.JsonSchema;
import io.wsgateway.config.reference.Reference;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a configuration without starting anything. */
@Command(
    name = "check-config",
    description = "Checks a configuration without starting; exits with 1 when it has problems.",
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(
      names = "--print",
      description =
          "Prints the resulting configuration with the source of each value; secrets are masked.")
  private boolean print;

  @Option(
      names = "--schema",
      description = "Prints the JSON schema of the configuration file; does not check anything.")
  private boolean schema;

  @Option(
      names = "--reference",
      description = "Prints the reference of the keys in Markdown; does not check anything.")
  private boolean reference;

  @Option(
      names = "--no-secret-files",
      description =
          "Does not read the files of secrets, certificates, keys and schemas, to check a"
              + " configuration where they are not mounted.")
  private boolean noSecretFiles;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (schema) {
      out.println(JsonSchema.json().encodePrettily());
      return ExitCode.OK;
    }
    if (reference) {
      out.print(Reference.markdown());
      out.flush();
      return ExitCode.OK;
    }
    return check(out, spec.commandLine().getErr());
  }

  private int check(PrintWriter out, PrintWriter err) {
    try {
      ConfigSources sources = options.sources();
      LoadedConfig loaded =
          ConfigLoader.load(noSecretFiles ? sources.withoutSecretFiles() : sources);
      loaded.warnings().forEach(warning -> err.println("warning: " + warning));
      if (print) {
        out.print(EffectiveYaml.write(loaded));
        out.flush();
      } else {
        out.println(options.name() + " is valid");
      }
      return ExitCode.OK;
    } catch (ConfigException e) {
      e.problems().forEach(err::println);
      return ExitCode.SOFTWARE;
    }
  }
}
