/**
 * Agreements and their versions.
 *
 * <p>In comes a document of terms; it is completed with the defaults, checked against every rule of the kernel, and kept
 * with its digest. Versions follow one another without a gap and are never changed.
 */
package org.pricefloor.registry.agreement;
