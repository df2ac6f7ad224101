/** The office's books: payables and receivables, the trial balance, periods that are parked. */
package org.pricefloor.portal.office;
