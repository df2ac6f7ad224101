package org.pricefloor.reading;

import java.util.List;

/**
 * What a file says.
 *
 * @param rows     the rows that can be read, in the order of lines
 * @param refusals why the others can not, in the order of lines; a row is refused for the first rule that fails
 */
public record FileReading<R>(List<Line<R>> rows, List<Refusal> refusals) {

    /** A row and the line on which it begins, from 1, the header included. */
    public record Line<R>(int line, R row) {
    }

    public FileReading {
        rows = List.copyOf(rows);
        refusals = List.copyOf(refusals);
    }
}
