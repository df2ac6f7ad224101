/**
 * Where facts arrive and stay.
 *
 * <p>In come events of other services, out go due rows: what has to be settled anew. The one thing to understand: positions cut
 * off, not clocks. Facts are numbered under one lock, so everything up to a committed position is there and stays as it is.
 */
package org.pricefloor.settlement.shelf;
