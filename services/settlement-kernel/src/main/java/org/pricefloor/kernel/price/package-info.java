/**
 * From published figures to a reference price.
 *
 * <p>In come the newest revision of each published day and the rule of the agreement, out goes a
 * {@link org.pricefloor.kernel.price.Determination} with its observations, or what is missing. The one thing to understand: a
 * determination belongs to a rule, a period and a set of facts, not to an agreement; every agreement that uses the same rule
 * is served by the same determination (rule 27). A rule is a weighted basket of components, most often of one, each with a ladder
 * of sources for the days on which its series has no price.
 */
package org.pricefloor.kernel.price;
