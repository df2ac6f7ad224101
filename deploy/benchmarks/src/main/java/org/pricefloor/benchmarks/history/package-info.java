/**
 * Workload L: six British contracts for difference with four years of days and 49 publications, played day by day, and how many rows are read
 * for a publication.
 *
 * <p>Beside the services the same publications are settled the way that needs no bookkeeping of what changed: every day everything is computed
 * anew by one SQL statement in a database of its own. Both are counted by PostgreSQL itself: rows that scans of tables returned and entries
 * that scans of indexes returned.
 *
 * <p>The one thing to understand: rows are counted and not timed, so a busy machine changes nothing.
 */
package org.pricefloor.benchmarks.history;
