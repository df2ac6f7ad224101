/**
 * Certified deliveries.
 *
 * <p>In comes a certificate: so much of a lot, in a category, on a day. A later document about the same lot is its next
 * revision; a withdrawn lot is a revision of quantity zero. A file is taken whole or refused whole, unless the caller asks
 * for the good lines.
 */
package org.pricefloor.registry.delivery;
