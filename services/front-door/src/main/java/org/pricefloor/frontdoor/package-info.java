/**
 * What every service does with a request before it reaches a room, and with an answer that is a refusal.
 *
 * <p>In comes an HTTP request with a bearer token; out go a {@link org.pricefloor.frontdoor.Caller} (who asks, in which
 * roles, for which party) and, when something is refused, one shape of answer: a problem document (RFC 9457) with a stable
 * {@code code}, what is wrong, and what to do next. The one thing to understand: a caller's party is enforced twice, in the
 * query and by row-level security in the database ({@link org.pricefloor.frontdoor.PartyScope}).
 */
package org.pricefloor.frontdoor;
