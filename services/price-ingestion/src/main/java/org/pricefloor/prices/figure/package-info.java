/**
 * Published figures: price assessments and FX fixes.
 *
 * <p>In comes one figure or a file of them; out go revisions and, in the same transaction, events. A file is taken whole or
 * refused whole, unless the caller asks for the good lines. The one thing to understand: price and fix are the same to this
 * room, a figure of a series for a day; only their names in files, bodies and events differ ({@link FigureKind}).
 */
package org.pricefloor.prices.figure;
