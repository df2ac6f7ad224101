/**
 * The contenders inside the database: one statement over all, a loop over each, and the bare writing of our rows.
 *
 * <p>In: the facts, loaded by COPY before the clock starts. Out: lines and postings under the same kinds of constraints as ours, committed
 * with {@code fsync} in the same PostgreSQL. They live in a database of their own, the copies of our rows beside the originals.
 *
 * <p>The one thing to understand: they do less than the service on purpose. No topic, no inbox, no outbox, no trace, no run, no knowledge of
 * what was known when; what the service takes more is what those cost.
 */
package org.pricefloor.benchmarks.sql;
