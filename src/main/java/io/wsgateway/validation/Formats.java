package io.wsgateway.validation;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The formats that the gateway checks, each in a time that grows only with the length of the text.
 * The library's own expressions take exponential time for some texts.
 */
final class Formats {
  private static final int LONGEST = 2048;

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIME =
      Pattern.compile("\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d{2}:\\d{2})");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern LOCAL_PART = Pattern.compile("[^\\s@\"(),:;<>\\[\\]\\\\]{1,64}");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  private static final Map<String, Predicate<String>> BY_NAME =
      Map.of(
          "date", Formats::isDate,
          "time", Formats::isTime,
          "date-time", Formats::isDateTime,
          "uuid", text -> UUID.matcher(text).matches(),
          "email", Formats::isEmail,
          "hostname", Formats::isHostname,
          "ipv4", NetUtil::isValidIpV4Address,
          "ipv6", text -> text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text),
          "uri", Formats::isUri);

  private Formats() {}

  /** Whether texts of this format are checked; others are accepted, as the specification allows. */
  static boolean isChecked(String format) {
    return BY_NAME.containsKey(format);
  }

  static boolean fits(String format, String text) {
    return text.length() <= LONGEST && BY_NAME.getOrDefault(format, any -> true).test(text);
  }

  private static boolean isDate(String text) {
    try {
      return DATE.matcher(text).matches() && LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    try {
      return TIME.matcher(text).matches()
          && DateTimeFormatter.ISO_OFFSET_TIME.parse(text, OffsetTime::from) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** RFC 3339, section 5.6. */
  private static boolean isDateTime(String text) {
    return text.length() > 11
        && "Tt".indexOf(text.charAt(10)) >= 0
        && isDate(text.substring(0, 10))
        && isTime(text.substring(11));
  }

  private static boolean isEmail(String text) {
    int at = text.indexOf('@');
    return at > 0
        && LOCAL_PART.matcher(text.substring(0, at)).matches()
        && isHostname(text.substring(at + 1));
  }

  private static boolean isHostname(String text) {
    if (text.length() > 253) {
      return false;
    }
    for (String label : text.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUri(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
