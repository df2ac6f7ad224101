/**
 * Certified figures of a calendar year that are no deliveries: EBITDA, and what was made available.
 *
 * <p>In comes a certificate, by itself or as a line of a file; out goes a fact. A later document about the same measure of the
 * same year is its next revision. A file is taken whole or refused whole, unless the caller asks for the good lines.
 */
package org.pricefloor.registry.measure;
