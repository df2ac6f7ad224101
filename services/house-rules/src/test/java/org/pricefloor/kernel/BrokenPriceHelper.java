package org.pricefloor.kernel;

import java.io.File;
import java.math.BigDecimal;
import java.time.Instant;

/** Everything the kernel must not do, for {@code HouseRulesAreNotEmptyTest}. */
class BrokenPriceHelper {

    double price;

    Instant now() {
        return Instant.now();
    }

    BigDecimal exact() {
        return new BigDecimal(price);
    }

    File file() {
        return new File("prices.csv");
    }
}
