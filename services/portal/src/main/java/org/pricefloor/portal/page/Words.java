package org.pricefloor.portal.page;

import io.quarkus.qute.TemplateExtension;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.pricefloor.contracts.Period;

/** Codes as people say them. An unknown code is shown as it came, with its separators as spaces: never hidden. */
@TemplateExtension(namespace = "words")
public final class Words {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    private Words() {
    }

    public static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** {@code 1 October 2025 to 31 December 2025}, or the one day. */
    public static String days(Period period) {
        return period.from().equals(period.to()) ? day(period.from()) : day(period.from()) + " to " + day(period.to());
    }

    /** The kind of a run. An accrual says at once that nobody is paid from it. */
    public static String kind(String kind) {
        return switch (kind) {
            case "accrual" -> "Accrual: not payable yet";
            case "initial" -> "Initial settlement";
            case "restatement" -> "Restatement";
            case "final" -> "Final settlement";
            case "dispute" -> "Dispute run: ordered by a decision";
            default -> kind.matches("R[1-9]") ? "Scheduled run " + kind : sentence(kind);
        };
    }

    /** The rung of the ladder of sources that a day's price was taken from. */
    public static String rung(String rung) {
        return switch (rung) {
            case "primary" -> "the series itself";
            case "secondary" -> "secondary series";
            case "last-published" -> "last published price";
            case "agreed" -> "price agreed by the parties";
            case "expert" -> "price determined by the expert";
            default -> sentence(rung);
        };
    }

    /** {@code 2 HALF_UP} as {@code rounded to 2 decimals, half up}. */
    public static String rounding(String rounding) {
        if (rounding == null) {
            return "not rounded";
        }
        String[] parts = rounding.trim().split("\\s+", 2);
        if (parts.length < 2 || !parts[0].matches("\\d+")) {
            return "rounded: " + rounding;
        }
        return "rounded to " + parts[0] + (parts[0].equals("1") ? " decimal, " : " decimals, ")
                + parts[1].toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A flag is a code and, after a space, its figures: {@code Stale price: 23 of 62 pricing days used ...}. */
    public static String flag(String flag) {
        String[] parts = flag.split("\\s+", 2);
        return parts.length == 2 && parts[0].matches("[A-Z0-9_]{3,}") ? sentence(parts[0]) + ": " + parts[1] : sentence(flag);
    }

    /** A term of the glossary at the head of a line: {@code top-up} as {@code Top-up}. */
    public static String term(String term) {
        return term.isEmpty() ? term : Character.toUpperCase(term.charAt(0)) + term.substring(1);
    }

    /** {@code STALE_PRICE} or {@code stale-price} as {@code Stale price}; a sentence stays as it is. */
    public static String sentence(String code) {
        if (code == null || code.isBlank()) {
            return "";
        }
        String words = code;
        if (code.matches("[A-Z0-9_]+")) {
            words = code.toLowerCase(Locale.ROOT).replace('_', ' ').replaceAll("\\bfx\\b", "FX").replaceAll("\\bvat\\b", "VAT");
        } else if (code.matches("[a-z0-9-]+")) {
            words = code.replace('-', ' ');
        }
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
