/** The settlements topic becomes rows: each run, determination and parked period once, and the balances with it. */
package org.pricefloor.portal.intake;
