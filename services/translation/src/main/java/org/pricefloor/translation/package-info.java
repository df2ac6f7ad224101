/**
 * The only translation between event records and kernel values, both ways.
 *
 * <p>In come records of {@code contracts}, out go values of the kernel, and the reverse for what settlement publishes. The one
 * thing to understand: the words of the agreement document are turned into terms here and nowhere else, so the registry's
 * refusals, the settlement service, the command line and the auditor's replay read an agreement alike.
 */
package org.pricefloor.translation;
