/** A producer's statement for a period: amounts, their derivation, the runs that led to them. */
package org.pricefloor.portal.statement;
