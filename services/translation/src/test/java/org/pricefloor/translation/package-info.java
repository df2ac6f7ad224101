/**
 * The translation put to the proof: each refusal by name, place and fix, and documents that nobody would write.
 *
 * <p>In come documents with one thing wrong, out go the refusals. The one thing to understand: a document is either terms or
 * refused by a rule's name; nothing that a caller can write ends in any other exception.
 */
package org.pricefloor.translation;
