package org.pricefloor.portal.page;

import io.quarkus.qute.TemplateExtension;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Figures as people read them on a page. A figure keeps every decimal it has: nothing is rounded for display. In CSV and
 * JSON figures are plain decimals and do not pass through here.
 */
@TemplateExtension(namespace = "figure")
public final class Figures {

    private static final char MINUS = '\u2212';
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Figures() {
    }

    /** Thousands separators, the decimals it came with: {@code 48,250.5}. A dash where there is no figure. */
    public static String plain(BigDecimal value) {
        if (value == null) {
            return "\u2013";
        }
        BigDecimal shown = value.scale() < 0 ? value.setScale(0) : value;
        String digits = String.format(Locale.ROOT, "%,." + shown.scale() + "f", shown.abs());
        return shown.signum() < 0 ? MINUS + digits : digits;
    }

    /** As {@link #plain(BigDecimal)}, cut (not rounded) after the eighth decimal, with an ellipsis that says so. */
    public static String shortened(BigDecimal value) {
        return value == null || value.scale() <= 8 ? plain(value) : plain(value.setScale(8, RoundingMode.DOWN)) + "\u2026";
    }

    /** An amount of money, at least two decimals: {@code 654,276.78}. */
    public static String money(BigDecimal value) {
        return value == null ? plain(null) : plain(value.scale() < 2 ? value.setScale(2) : value);
    }

    /** As {@link #money(BigDecimal)} with a plus in front of what is above zero: a difference. */
    public static String signed(BigDecimal value) {
        return value != null && value.signum() > 0 ? "+" + money(value) : money(value);
    }

    /** A moment, to the second, in UTC. */
    public static String moment(Instant instant) {
        return INSTANT.format(instant);
    }
}
