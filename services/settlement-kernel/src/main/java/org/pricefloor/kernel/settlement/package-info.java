/**
 * From a resolved agreement and the facts of a period to an amount, with its workings.
 *
 * <p>In come a {@link org.pricefloor.kernel.agreement.ResolvedAgreement} and
 * {@link org.pricefloor.kernel.settlement.PeriodFacts}, out goes a {@link org.pricefloor.kernel.settlement.SettlementOutcome}.
 * The one thing to understand: an outcome states the whole amount of the period under the facts given, never a difference.
 * Differences are made by the journal, between two such statements. Where terms run over the calendar year, a period starts from
 * what the one before it left ({@link org.pricefloor.kernel.settlement.YearToDate}) and states what it leaves itself.
 */
package org.pricefloor.kernel.settlement;
