/**
 * What is seen of a service from outside: whether it lives and may be given work, its numbers, and the trace in its log lines.
 *
 * <p>A service gets all of it by depending on this module and saying what it has: it produces its
 * {@link org.pricefloor.messaging.OutboxRelay} and its {@link org.pricefloor.messaging.BatchIntake} as beans, and offers its own numbers
 * as {@link org.pricefloor.lookout.Readings}. The one thing to understand: nothing here is asked more often than once a second, and
 * no number costs in proportion to history, so that whoever looks often does not slow down what he looks at.
 */
package org.pricefloor.lookout;
