/**
 * What the revision of a price costs that a hundred settled lines rest on, beside a short and a long history.
 *
 * <p>Two systems stand side by side, one with a short history and one with a long one; the same revisions are sent to them in turn. The
 * histories are seeded: series, prices and agreements go the way of all facts, then deliveries, runs and transfers are written into
 * settlement's tables by SQL, as the service would have written them. Their events are left out, as if they had been archived.
 *
 * <p>The one thing to understand: a revision reads the periods that it touches and nothing else, so a history that is a hundred times as long
 * must not be seen in time or in rows.
 */
package org.pricefloor.benchmarks.revision;
