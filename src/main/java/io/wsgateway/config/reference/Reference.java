package io.wsgateway.config.reference;

import io.wsgateway.config.check.UnsupportedKeys;
import io.wsgateway.config.schema.AllowedValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import io.wsgateway.config.schema.VariableNames;
import io.wsgateway.config.text.KeyPaths;

/** Writes {@code docs/configuration.md}: every key as the records declare it. */
public final class Reference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated: java -jar target/ws-gateway.jar check-config --reference > docs/configuration.md -->

      Values come from these sources; a later one wins:

      1. the built-in defaults below: closed, without endpoints;
      2. the YAML or JSON file of `--config FILE`; `--config -` reads standard input;
      3. environment variables `WSGATEWAY_*`, named below; lists are written `a,b` or as YAML or JSON;
      4. `--set key=value` on the command line, not for secrets: the process list shows it.

      Groups and maps are merged key by key; a list replaces the whole list. A variable or option without a \
      value counts as not set, and what the sources before it give stays. Without a value are an empty or \
      blank text, `null`, `~`, empty quotes and a comment alone. Only `[]` clears a list and only `{}` clears \
      a map; `{}` for a group, or for one entry of a map, changes nothing. At the top of a file a \
      key may also stand in full, as the log writes it: `origins.allow: ["https://app.example"]`. Keys inside lists and \
      maps have no variable of their own, but the list or map has: `WSGATEWAY_ENDPOINTS='[{path: /ws, \
      channel: chat}]'`. An unknown key, a wrong type or a value out of range stops the start with one \
      line per problem; an unknown `WSGATEWAY_*` variable is only a warning.

      Files are UTF-8 and at most 3145728 bytes, hold one document, and are read once, at the start \
      ([what happens when one changes](operations.md#when-a-file-changes)). A file that begins with `{` or \
      `[` is read as JSON, and as YAML if it is not JSON. Duplicate keys are errors in both. Aliases and merge \
      keys (`<<`) work; tags such as `!vault` are refused. Nothing replaces `${NAME}`: a secret with such a \
      placeholder is refused; give `file:PATH`, or the list that holds it in its variable.

      A secret may be `file:PATH`; trailing line ends of the file are not part of it. Paths are \
      relative to the working directory. `check-config` checks everything without starting; \
      `check-config --print` shows what results and where each value came from, with secrets masked; \
      `check-config --no-secret-files` does not look at the files of secrets, certificates and keys, for where they are not mounted; \
      `check-config --schema` prints the JSON schema for editors.
      """;

  private final StringBuilder out = new StringBuilder(INTRODUCTION);

  private Reference() {}

  /** The whole text. */
  public static String markdown() {
    Reference reference = new Reference();
    for (Entry entry : Shapes.ROOT.entries()) {
      reference.section(entry);
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
        row(child, entry);
        rows(child, entry.shape());
      }
    } else if (shape instanceof Shape.ListOf list) {
      rows(path + "[]", list.element());
    } else if (shape instanceof Shape.MapOf map && !path.equals("channels.namespaces")) {
      rows(path + ".*", map.value());
    }
  }

  private void row(String path, Entry entry) {
    String variable = VariableNames.of(path, entry).map(name -> "<br>`" + name + "`").orElse("");
    String meaning =
        entry.key().value() + UnsupportedKeys.find(path).map(Reference::notYet).orElse("");
    cells("`" + path + "`" + variable, meaning, initial(entry), allowed(entry.shape()));
  }

  private void cells(String... cells) {
    for (String cell : cells) {
      out.append("| ").append(cell.replace("|", "\\|")).append(' ');
    }
    out.append("|\n");
  }

  private static String notYet(UnsupportedKeys.Row row) {
    String what =
        row.value().isEmpty()
            ? "Only the default for now"
            : "Not `" + String.join("`, `", row.words()) + "` yet";
    return " *" + what + ": " + row.reason() + ".*";
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
