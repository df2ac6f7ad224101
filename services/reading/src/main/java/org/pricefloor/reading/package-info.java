/**
 * Files as people send them become rows, or refusals that say the line, the rule and the fix.
 *
 * <p>In come the bytes of a CSV file, out goes a {@link org.pricefloor.reading.FileReading}. It is pure: the services that
 * take uploads and the command line read the same file the same way. The one thing to understand: only what the file itself
 * can tell is judged here; what needs to know the registered series or agreements is judged by the service, which answers
 * with the same {@link org.pricefloor.reading.Refusal}.
 */
package org.pricefloor.reading;
