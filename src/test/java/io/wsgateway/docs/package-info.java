/**
 * Executes the code blocks of the README and of {@code docs/}. An HTML comment on the line before a
 * block says what becomes of it:
 *
 * <ul>
 *   <li>{@code run: GROUP} runs it. Blocks of one group of a page run in order, in one shell, with
 *       a gateway of the group's own: {@code config/GROUP.yaml} if that exists, else the demo's;
 *       none for the group {@code check}, or when a block of the group starts one. Behind the group
 *       may stand {@code fails}, for a block that ends with an error on purpose, and {@code
 *       needs=PROGRAM}.
 *   <li>{@code file: NAME} writes it to a file, for the blocks of all groups of the page.
 *   <li>{@code output} compares it with what the block before it printed, {@code log} with the
 *       gateway's log. An ellipsis stands for anything within a line.
 *   <li>{@code not run: REASON} leaves it out.
 * </ul>
 *
 * <p>Blocks of JavaScript and HTML run in a browser, as a page that was opened from a file.
 */
package io.wsgateway.docs;
