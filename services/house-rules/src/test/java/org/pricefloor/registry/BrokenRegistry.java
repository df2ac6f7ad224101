package org.pricefloor.registry;

import java.time.LocalDate;
import org.pricefloor.settlement.BrokenSettlement;

class BrokenRegistry {

    BrokenSettlement callsAcrossTheCorridor() {
        return new BrokenSettlement();
    }

    LocalDate today() {
        return LocalDate.now();
    }
}
