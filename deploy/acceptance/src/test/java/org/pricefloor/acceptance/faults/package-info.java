/**
 * The mill: a running system is fed accepted inputs, something breaks, it is healed, and what is left behind is judged.
 *
 * <p>In comes a {@link org.pricefloor.acceptance.faults.FaultCase}; {@link org.pricefloor.acceptance.faults.Mill} runs it; out comes an
 * {@link org.pricefloor.acceptance.faults.Outcome}, written into {@code target/full/<part>.json} by
 * {@link org.pricefloor.acceptance.faults.Campaign}. {@link org.pricefloor.acceptance.faults.Parts} lists all cases by part.
 *
 * <p>The one thing to understand: the judge is {@code deploy/acceptance/checker}, which shares no code with the services or with this
 * package. What is here only feeds, breaks and heals, and hands over what it was told: the inputs that were accepted, the records on
 * the topics, the answers as known at a moment.
 */
package org.pricefloor.acceptance.faults;
