package io.wsgateway.config.reference;

import io.wsgateway.config.check.UnsupportedKeys;
import io.wsgateway.config.schema.AllowedValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import io.wsgateway.config.schema.VariableNames;
import io.wsgateway.config.text.KeyPaths;

/**
 * Writes {@code docs/configuration.md}: the keys as the records declare them, without those that
 * accept only their default. {@code docs/not-supported.md} lists these.
 */
public final class Reference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated: java -jar target/ws-gateway.jar check-config --reference > docs/configuration.md -->

      This page explains how to configure a node, and lists every key that you can set, with its meaning, default and \
      allowed values. Keys that are reserved for features that do not exist yet are in \
      [What is not supported](not-supported.md#keys-that-only-accept-their-default).

      ## Sources

      The gateway reads values from these sources. A later source overrides the earlier ones:

      1. The built-in defaults. They have no endpoints, so the gateway rejects every client.
      2. The YAML or JSON file of `--config FILE`. `--config -` reads standard input.
      3. Environment variables `WSGATEWAY_*`. The tables below have their names. Write a list as `a,b`, or as YAML or JSON.
      4. `--set key=value` on the command line. Do not pass secrets there, because the process list shows them.

      Groups and maps are merged key by key. A list replaces the whole list of an earlier source.

      A variable or option without a value counts as not set, and does not change the value of earlier sources. \
      Empty or blank text, `null`, `~`, empty quotes and a comment alone count as no value. Only `[]` clears a list, \
      and only `{}` clears a map. `{}` for a group, or for one entry of a map, changes nothing.

      At the top of a file you can also write the full name of a key, as the log does: \
      `origins.allow: ["https://app.example"]`. Keys inside lists and maps have no variable of their own, but the \
      list or map has one: `WSGATEWAY_ENDPOINTS='[{path: /ws, channel: chat}]'`.

      The gateway does not start with an unknown key, a wrong type or a value out of range, and prints one line for \
      each problem. An unknown `WSGATEWAY_*` variable only causes a warning.

      ## Files

      A file is UTF-8, at most 3145728 bytes long, and contains one document. The gateway reads it at the start, and \
      again when it changes. It then applies the keys that say "Changes without a restart" \
      ([how](run/reload.md)). If the file begins with `{` or `[`, the \
      gateway reads it as JSON, and as YAML if it is not valid JSON.

      Duplicate keys are errors in both formats. Aliases and merge keys (`<<`) work. Tags such as `!vault` are errors.

      ## Secrets

      Write a secret as `file:PATH` to read it from a file; the gateway ignores line ends at the end of that file. \
      Paths are relative to the working directory. The gateway does not replace `${NAME}`, and rejects a secret with \
      such a placeholder. Use `file:PATH` instead, or set the list that contains the secret in its variable.

      ## Checking

      `check-config` checks a configuration without starting the gateway.

      | option | effect |
      |---|---|
      | `--print` | prints the resulting configuration with the source of each value; secrets are masked |
      | `--no-secret-files` | does not read the files of secrets, certificates, keys and schemas, for machines where they are not mounted |
      | `--schema` | prints the JSON schema for editors |
      """;

  private final StringBuilder out = new StringBuilder(INTRODUCTION);

  private Reference() {}

  /** Returns the whole text. */
  public static String markdown() {
    Reference reference = new Reference();
    for (Entry entry : Shapes.ROOT.entries()) {
      if (isListed(entry.name(), entry)) {
        reference.section(entry);
      }
    }
    return reference.out.toString();
  }

  private void section(Entry entry) {
    String title = entry.name();
    out.append("\n## ").append(title).append("\n\n").append(entry.key().value()).append("\n\n");
    out.append("| key | meaning | default | allowed |\n|---|---|---|---|\n");
    if (entry.shape() instanceof Shape.Group) {
      rows(title, entry.shape());
    } else {
      row(title, entry);
      rows(title, entry.shape());
    }
  }

  private void rows(String path, Shape shape) {
    if (shape instanceof Shape.Group group) {
      for (Entry entry : group.entries()) {
        String child = KeyPaths.child(path, entry.name());
        if (isListed(child, entry)) {
          row(child, entry);
          rows(child, entry.shape());
        }
      }
    } else if (shape instanceof Shape.ListOf list) {
      rows(path + "[]", list.element());
    } else if (shape instanceof Shape.MapOf map && !path.equals("channels.namespaces")) {
      rows(path + ".*", map.value());
    }
  }

  /** Whether a key accepts more than its default, or a key inside it does. */
  static boolean isListed(String path, Entry entry) {
    if (entry.shape() instanceof Shape.Group group) {
      return group.entries().stream()
          .anyMatch(inside -> isListed(KeyPaths.child(path, inside.name()), inside));
    }
    return !UnsupportedKeys.isOnlyDefault(path, entry);
  }

  private void row(String path, Entry entry) {
    String variable = VariableNames.of(path, entry).map(name -> "<br>`" + name + "`").orElse("");
    String meaning =
        entry.key().value()
            + (entry.key().live() ? " Changes without a restart." : "")
            + UnsupportedKeys.find(path).map(Reference::notYet).orElse("");
    cells("`" + path + "`" + variable, meaning, initial(entry), allowed(entry.shape()));
  }

  private void cells(String... cells) {
    for (String cell : cells) {
      out.append("| ").append(cell.replace("|", "\\|")).append(' ');
    }
    out.append("|\n");
  }

  private static String notYet(UnsupportedKeys.Row row) {
    return " Not supported yet: `" + String.join("`, `", row.words()) + "`.";
  }

  private static String initial(Entry entry) {
    if (!entry.key().derived().isEmpty()) {
      return entry.key().derived();
    }
    if (entry.shape() instanceof Shape.ListOf) {
      return "`[]`";
    }
    if (entry.shape() instanceof Shape.MapOf) {
      return "`{}`";
    }
    if (!entry.key().initial().isEmpty()) {
      return "`" + entry.key().initial() + "`";
    }
    if (entry.nullable()) {
      return "absent";
    }
    return entry.required() ? "required" : "";
  }

  private static String allowed(Shape shape) {
    if (shape instanceof Shape.MapOf) {
      return "groups with the keys of `channels.default`, by namespace";
    }
    boolean group =
        shape instanceof Shape.Group
            || (shape instanceof Shape.ListOf list && list.element() instanceof Shape.Group);
    String allowed = group ? "the keys below" : AllowedValues.of(shape);
    return allowed.replaceFirst("^a list of: ", "a list; each: ").strip();
  }
}
