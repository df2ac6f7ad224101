package org.pricefloor.reading;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The fields of one row, read one by one; the first that is not as it has to be ends the row. */
final class Fields {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
    private static final Pattern LOT = Pattern.compile("(?!.*  )[A-Za-z0-9]([A-Za-z0-9._/ -]{0,78}[A-Za-z0-9._/-])?");
    private static final Pattern DECIMAL = Pattern.compile("(?!-0+(\\.0+)?$)-?[0-9]{1,60}(\\.[0-9]{1,60})?");
    private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final int MOST_INTEGER_DIGITS = 12;
    private static final int MOST_DECIMALS = 10;
    private static final int LONGEST_DOCUMENT = 200;
    // Earlier or later is a slip of the pen, and would not fit the database's dates either.
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2199;

    /** Ends the reading of a row. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient RowRule rule;
        private final String field;
        private final String found;

        Refused(RowRule rule, String field, String found) {
            super(rule.name(), null, false, false);
            this.rule = rule;
            this.field = field;
            this.found = found;
        }

        Refusal at(int line) {
            return new Refusal(line, rule.name(), field, found, rule.fix());
        }
    }

    private final Map<String, Integer> indexes;
    private final String[] values;

    Fields(Map<String, Integer> indexes, String[] values) {
        this.indexes = indexes;
        this.values = values;
    }

    String id(String field, RowRule rule) {
        String value = value(field);
        if (!ID.matcher(value).matches()) {
            throw new Refused(rule, field, value);
        }
        return value;
    }

    /** The name of a lot: two that look alike are one, so it has neither foreign letters nor hidden characters. */
    String lot(String field, RowRule rule) {
        String value = value(field);
        if (!LOT.matcher(value).matches()) {
            throw new Refused(rule, field, value);
        }
        return value;
    }

    String text(String field, int longest, RowRule rule) {
        String value = value(field);
        if (value.isBlank() || value.length() > longest || !isPlain(value)) {
            throw new Refused(rule, field, value);
        }
        return value;
    }

    /** Without characters that nobody sees, accents composed: two texts that look alike are the same. */
    private static boolean isPlain(String value) {
        if (value.charAt(value.length() - 1) > ' ' && value.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            return true;
        }
        return value.equals(value.stripTrailing()) && !HIDDEN.matcher(value).find() && Normalizer.isNormalized(value, Normalizer.Form.NFC);
    }

    String textIfAny(String field, RowRule rule) {
        return value(field).isEmpty() ? null : text(field, LONGEST_DOCUMENT, rule);
    }

    /** One of the words; null where nothing is written. */
    String wordIfAny(String field, List<String> words, RowRule rule) {
        String value = value(field);
        if (!value.isEmpty() && !words.contains(value)) {
            throw new Refused(rule, field, value);
        }
        return value.isEmpty() ? null : value;
    }

    /** For a rule that looks at a field after it was read. */
    Refused refused(RowRule rule, String field) {
        return new Refused(rule, field, value(field));
    }

    LocalDate date(String field, RowRule rule) {
        String value = value(field);
        try {
            LocalDate date = LocalDate.parse(value);
            if (date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
                return date;
            }
        } catch (DateTimeException e) {
            // Refused below.
        }
        throw new Refused(rule, field, value);
    }

    BigDecimal decimal(String field, boolean aboveZero, RowRule form, RowRule sign, RowRule size) {
        BigDecimal decimal = written(field, form);
        if (decimal.signum() < 0 || aboveZero && decimal.signum() == 0) {
            throw refused(sign, field);
        }
        return sized(decimal, field, size);
    }

    BigDecimal decimalIfAny(String field, boolean aboveZero, RowRule form, RowRule sign, RowRule size) {
        return value(field).isEmpty() ? null : decimal(field, aboveZero, form, sign, size);
    }

    /** A decimal that may be negative. */
    BigDecimal signedDecimal(String field, RowRule form, RowRule size) {
        return sized(written(field, form), field, size);
    }

    private BigDecimal written(String field, RowRule form) {
        String value = value(field);
        if (!DECIMAL.matcher(value).matches()) {
            throw new Refused(form, field, value);
        }
        return new BigDecimal(value);
    }

    private BigDecimal sized(BigDecimal decimal, String field, RowRule size) {
        if (decimal.precision() - decimal.scale() > MOST_INTEGER_DIGITS || decimal.scale() > MOST_DECIMALS) {
            throw refused(size, field);
        }
        return decimal;
    }

    BigDecimal decimalIfAny(String field, RowRule form, RowRule sign, RowRule size) {
        return value(field).isEmpty() ? null : decimal(field, true, form, sign, size);
    }

    Instant instant(String field, RowRule rule) {
        String value = value(field);
        try {
            Instant instant = value.length() == 10 ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(value).toInstant();
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            // Finer than a microsecond would not survive the database, and the event would differ from the row.
            if (year >= FIRST_YEAR && year <= LAST_YEAR && instant.getNano() % 1_000 == 0) {
                return instant;
            }
        } catch (DateTimeException e) {
            // Refused below.
        }
        throw new Refused(rule, field, value);
    }

    Instant instantIfAny(String field, RowRule rule) {
        return value(field).isEmpty() ? null : instant(field, rule);
    }

    private String value(String field) {
        Integer index = indexes.get(field);
        return index == null ? "" : values[index];
    }
}
