/**
 * Decisions about periods.
 *
 * <p>In comes what somebody decided, under a code; out goes a fact. A decision is recorded once and never changed: another
 * decision has another code.
 */
package org.pricefloor.registry.decision;
