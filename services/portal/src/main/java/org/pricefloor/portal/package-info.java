/**
 * The portal: what a producer, the program office and an auditor read in a browser, on paper or in a spreadsheet.
 *
 * <p>In come the events of the settlements topic, and nothing else; out go pages, CSV and JSON. Nothing is settled here:
 * each amount is printed as it was posted, with the derivation that came with it, and the books are the sums of the
 * transfers told. What a page adds is sums of what it shows, and what is left of a cap. The rooms: {@code intake} writes
 * what was told, {@code statement} and {@code office} show it, {@code page} holds what all pages share, {@code door} lets
 * people in. The one thing to understand: a statement is the bytes of its event, so the page, the CSV and the JSON can not
 * differ from what settlement posted.
 */
package org.pricefloor.portal;
