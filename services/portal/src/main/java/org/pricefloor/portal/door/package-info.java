/** How a person comes in: the sign-in cookie, which is a bearer token and verified as one, and the way out. */
package org.pricefloor.portal.door;
