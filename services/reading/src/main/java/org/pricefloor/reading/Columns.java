package org.pricefloor.reading;

import java.util.List;

/**
 * The columns of a kind of file, in any order.
 *
 * @param optional known but not needed; some of them are not used at all
 */
record Columns(List<String> required, List<String> optional) {

    String inWords() {
        return String.join(",", required) + "[," + String.join("][,", optional) + "]";
    }
}
