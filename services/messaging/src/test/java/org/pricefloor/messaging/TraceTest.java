package org.pricefloor.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TraceTest {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void aTraceparentNamesItsTrace() {
        assertEquals(Optional.of(ID), Trace.ofParent("00-" + ID + "-00f067aa0ba902b7-01").map(Trace::text));
        assertEquals(Optional.of(ID), Trace.ofParent("cc-" + ID + "-00f067aa0ba902b7-01-what-comes-later").map(Trace::text), "a later version may go on");
    }

    @Test
    void whatIsNoTraceparentNamesNone() {
        List.of("", "00", ID, "00-" + ID + "-00f067aa0ba902b7", "00-" + ID + "-00f067aa0ba902b7-01-more", "ff-" + ID + "-00f067aa0ba902b7-01",
                        "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01", "00-" + ID + "-0000000000000000-01", "00-" + ID.toUpperCase() + "-00f067aa0ba902b7-01",
                        "00-" + ID + "-00f067aa0ba902b7-01\n", "00-" + ID.replace('4', 'x') + "-00f067aa0ba902b7-01")
                .forEach(text -> assertEquals(Optional.empty(), Trace.ofParent(text), text));
        assertEquals(Optional.empty(), Trace.ofParent(null));
    }

    @Test
    void whatIsHandedOnIsATraceparentOfTheSameTraceAndTheSameForTheSameStep() {
        UUID trace = Trace.made();
        String parent = Trace.parent(trace, "assessment/A/2026-01-01/r1");
        assertTrue(parent.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"), parent);
        assertEquals(Optional.of(trace), Trace.ofParent(parent));
        assertEquals(parent, Trace.parent(trace, "assessment/A/2026-01-01/r1"));
    }
}
