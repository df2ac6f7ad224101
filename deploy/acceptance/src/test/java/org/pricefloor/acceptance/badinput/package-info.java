/**
 * Bad input at every door: a corpus that is made of one valid example per door, with the answer that each case must get.
 *
 * <p>{@code doors.txt} names the doors; {@link org.pricefloor.acceptance.badinput.Corpus} makes the cases and says of each, by the rule of
 * its kind, whether it is to be refused and at which member; {@code answers.csv} pins the status, code and member that it got when somebody
 * read them. A pinned answer that the rule forbids fails like any other: to pin is never to accept.
 *
 * <p>The one thing to understand: a case is wrong not only by its status. After each batch every table of the service is
 * compared with what it held before, and what is refused leaves nothing.
 */
package org.pricefloor.acceptance.badinput;
