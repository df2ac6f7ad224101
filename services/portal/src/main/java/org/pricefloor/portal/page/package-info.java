/** What all pages share: figures and words as people read them, sheets for a spreadsheet, who is reading. */
package org.pricefloor.portal.page;
