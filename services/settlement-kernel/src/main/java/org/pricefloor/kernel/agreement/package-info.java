/**
 * The terms of an agreement as values, and their resolution.
 *
 * <p>In come terms and reference data (series, calendars), out goes a
 * {@link org.pricefloor.kernel.agreement.ResolvedAgreement} that settlement can work with. The one thing to understand: terms
 * are what was signed, resolution adds only what others publish; nothing about a single period or fact lives here.
 */
package org.pricefloor.kernel.agreement;
