package org.pricefloor.benchmarks.bulk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.pricefloor.benchmarks.workload.WorkloadW;

class LinesTest {

    private static final WorkloadW ONE_AGREEMENT = new WorkloadW(1, 3, 1, 2, 1);

    @Test
    void linesThatAreTheSameAreEqualWhateverTheirScale() {
        assertDoesNotThrow(() -> lines("10.0", "5.00", "15.00").mustEqual("one", lines("10.00", "5.0", "15"), "another"));
    }

    @Test
    void aCentOfDifferenceIsNamedWithItsLine() {
        OutputsDiffer differ = assertThrows(OutputsDiffer.class, () -> lines("10.00", "5.00", "15.00").mustEqual("one", lines("10.01", "5.00", "15.01"), "another"));
        assertEquals("Line W3-A0 2018-01 is 100.50 kg at 109.00, top-up 10.00, upside share 0.00 by one and 100.50 kg at 109.00, top-up 10.01,"
                + " upside share 0.00 by another.", differ.getMessage());
    }

    @Test
    void whatIsPostedMustBeWhatTheLinesSay() {
        assertThrows(OutputsDiffer.class, () -> lines("10.00", "5.00", "15.01").mustEqual("one", lines("10.00", "5.00", "15.01"), "another"));
    }

    @Test
    void anAbsentLineAndOneSettledTwiceAreRefused() {
        Lines half = new Lines(ONE_AGREEMENT);
        half.add(0, BigDecimal.ONE, null, BigDecimal.ZERO, BigDecimal.ZERO);
        assertThrows(OutputsDiffer.class, () -> half.mustEqual("one", half, "itself"));
        assertThrows(OutputsDiffer.class, () -> half.add(0, BigDecimal.ONE, null, BigDecimal.ZERO, BigDecimal.ZERO));
    }

    @Test
    void aFigureFinerThanAHundredthIsRefused() {
        assertThrows(ArithmeticException.class, () -> lines("10.005", "5.00", "15.00"));
    }

    private static Lines lines(String topUp, String upside, String posted) {
        Lines lines = new Lines(ONE_AGREEMENT);
        lines.add(0, new BigDecimal("100.5"), new BigDecimal("109.00"), new BigDecimal(topUp), BigDecimal.ZERO);
        lines.add(1, new BigDecimal("100.5"), new BigDecimal("120.00"), BigDecimal.ZERO, new BigDecimal(upside));
        lines.posted(new BigDecimal(posted));
        return lines;
    }
}
