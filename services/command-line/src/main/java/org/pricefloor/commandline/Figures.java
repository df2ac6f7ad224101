package org.pricefloor.commandline;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How figures are printed for people. Data always stands unrounded in JSON and CSV. */
final class Figures {

    private static final int SHOWN_DECIMALS = 10;

    private Figures() {
    }

    /** With a comma between thousands: 17,625,612.50. */
    static String grouped(BigDecimal value) {
        String plain = value.abs().toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        StringBuilder text = new StringBuilder(whole);
        for (int i = whole.length() - 3; i > 0; i -= 3) {
            text.insert(i, ',');
        }
        if (point >= 0) {
            text.append(plain.substring(point));
        }
        return (value.signum() < 0 ? "-" : "") + text;
    }

    /** Cut to ten decimals, with dots where more follow: what a pocket calculator shows. */
    static String shown(BigDecimal value) {
        if (value.stripTrailingZeros().scale() <= SHOWN_DECIMALS) {
            return value.toPlainString();
        }
        return value.setScale(SHOWN_DECIMALS, RoundingMode.DOWN).toPlainString() + "...";
    }

    static String shown(String value) {
        return shown(new BigDecimal(value));
    }
}
