package io.wsgateway.config.check;

/** Tells the checks where the value of a key came from, for their messages. */
public interface ValueSources {
  /** Names the source, to follow the key's name in a message; empty if it is the file. */
  String remark(String path);

  /** Names the line in the file, to end a message; empty if another source sets the value. */
  String line(String path);

  /** Whether a source sets the value; if not, it is a default. */
  boolean isGiven(String path);

  /** Whether the value comes from the command line, which the process list shows. */
  boolean fromCommandLine(String path);
}
