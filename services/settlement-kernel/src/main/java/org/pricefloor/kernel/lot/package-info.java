/**
 * Where a kilogram comes from, and whether it is designated once.
 *
 * <p>In come lots with what they contain, what each consumed of its parents, and what was designated of each; out goes whether all
 * designations can be served at once, and how much of a lot is still free. The one thing to understand: contained kilograms flow
 * from the roots (what was mined) to the lots that are made of them, each designation is a place where kilograms leave for good,
 * and a kilogram is designated once exactly if one flow serves every designation. See decision 10.
 */
package org.pricefloor.kernel.lot;
