/**
 * Agreements and their versions.
 *
 * <p>In comes a document of terms as a proposal; it is completed with the defaults, checked against every rule of the kernel,
 * and kept with its digest. It becomes a version, and an event, when a person other than the proposer approves that digest;
 * or it is withdrawn. Versions follow one another without a gap and, like proposals, are never changed.
 */
package org.pricefloor.registry.agreement;
