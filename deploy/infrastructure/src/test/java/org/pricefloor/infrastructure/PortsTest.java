package org.pricefloor.infrastructure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void nobodyIsToldAPortThatAnotherWasTold() {
        Set<Integer> told = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            assertTrue(told.add(Ports.free()), "told twice after " + i);
        }
    }
}
