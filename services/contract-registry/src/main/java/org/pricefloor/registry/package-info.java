/**
 * The registry: what was agreed and what was delivered under it.
 *
 * <p>In come agreements, version by version, each proposed by one person and approved by another, certificates of deliveries and
 * of measures, one by one or as a file, and decisions; out go approved versions, certified deliveries and measures and decisions
 * as events on {@code pricefloor.agreements} and {@code pricefloor.deliveries}. The one thing to understand: rows and events are
 * written in one transaction that holds the agreement's head, so that what is published about an agreement is in the order in
 * which it was registered.
 */
package org.pricefloor.registry;
