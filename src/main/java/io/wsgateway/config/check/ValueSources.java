package io.wsgateway.config.check;

/** What the checks want to know of where a key's value came from, to say it in messages. */
public interface ValueSources {
  /** The source when it is not the file, to follow the key's name in a message; else empty. */
  String remark(String path);

  /** The line of a key of the file, to end a message; empty when another source gives it. */
  String line(String path);

  /** Whether a source gives the value, so that the key is one to be blamed. */
  boolean isGiven(String path);

  /** Whether the command line gives the value, which the process list shows. */
  boolean fromCommandLine(String path);
}
