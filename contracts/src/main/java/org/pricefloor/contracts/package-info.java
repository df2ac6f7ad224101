/**
 * What the services promise one another: one record per event version, the topics they travel on, and the envelope.
 *
 * <p>In comes nothing; out go plain records that both sides of a topic compile against. The JSON form of each record is
 * its component names in their declared order, decimals as strings, dates and instants in ISO 8601; the schema and a
 * golden example stand in {@code contracts/events}. The one thing to understand: an event is a fact that happened, named
 * in the past tense, and a released version never changes (rule 30).
 */
package org.pricefloor.contracts;
