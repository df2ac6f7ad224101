package org.pricefloor.prices.figure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.prices.Code;
import org.pricefloor.prices.calendar.OpenDays;
import org.pricefloor.prices.series.SeriesBook;

/** In order of precedence: a figure is refused for the first rule that it breaks. */
enum FigureRule {

    DOCUMENT_MUST_BE_GIVEN {
        @Override
        String broken(Given given) {
            return Code.isText(given.figure.document(), 200) ? null
                    : "Name the document that publishes the figure, in 1 to 200 printable characters; it is the key under which a repetition is recognised.";
        }
    },
    PRICING_DATE_MUST_BE_GIVEN {
        @Override
        String broken(Given given) {
            LocalDate day = given.figure.day();
            return day != null && day.getYear() >= 1900 && day.getYear() <= 2199 ? null : "Write the day as 2026-03-02.";
        }
    },
    FIGURE_MUST_BE_ABOVE_ZERO {
        @Override
        String broken(Given given) {
            BigDecimal figure = given.figure.figure();
            return figure != null && (figure.signum() > 0 || given.terms != null && given.terms.mayBeNegative()) ? null
                    : "Write a decimal above zero; leave out a day on which nothing was published. Of prices, only those per MWh may be negative.";
        }
    },
    FIGURE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS {
        @Override
        String broken(Given given) {
            BigDecimal figure = given.figure.figure();
            return fits(figure) ? null : "Round the figure as its publisher does.";
        }
    },
    PUBLISHED_AT_MUST_BE_GIVEN {
        @Override
        String broken(Given given) {
            return given.figure.publishedAt() != null ? null : "Write when the figure was published, for instance 2026-03-02T10:15:00Z.";
        }
    },
    SERIES_MUST_BE_REGISTERED {
        @Override
        String broken(Given given) {
            return given.terms != null && given.openDays != null ? null : "Register the series first, or correct its code.";
        }
    },
    SERIES_KIND_MUST_MATCH {
        @Override
        String broken(Given given) {
            return given.kind.isOf(given.terms.kind()) ? null
                    : "The series is of kind " + given.terms.kind() + ": send it to the address for " + (given.kind == FigureKind.PRICE ? "FX fixes." : "price assessments.");
        }
    },
    VOLUME_MUST_BE_ABOVE_ZERO {
        @Override
        String broken(Given given) {
            BigDecimal volume = given.figure.volume();
            return volume == null || volume.signum() > 0 ? null : "Write the quantity that the price stands for, or leave it out.";
        }
    },
    VOLUME_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS {
        @Override
        String broken(Given given) {
            return given.figure.volume() == null || fits(given.figure.volume()) ? null : "Round the volume as its publisher does.";
        }
    },
    HOURLY_MUST_HOLD_23_TO_25_PRICES {
        @Override
        String broken(Given given) {
            List<BigDecimal> hourly = given.figure.hourly();
            return hourly == null || hourly.size() >= 23 && hourly.size() <= 25 && hourly.stream().noneMatch(Objects::isNull) ? null
                    : "Write the price of each hour of the day in order, or leave them out.";
        }
    },
    HOURLY_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS {
        @Override
        String broken(Given given) {
            return given.figure.hourly() == null || given.figure.hourly().stream().allMatch(FigureRule::fits) ? null : "Round the prices as their publisher does.";
        }
    },
    INDEX_MUST_HAVE_NEITHER_VOLUME_NOR_HOURS {
        @Override
        String broken(Given given) {
            return !given.isOfAnIndex() || given.figure.volume() == null && given.figure.hourly() == null ? null : "Leave out volume and hourly: they belong to a price.";
        }
    },
    INDEX_MUST_STAND_FOR_A_MONTH {
        @Override
        String broken(Given given) {
            return !given.isOfAnIndex() || given.figure.day().getDayOfMonth() == 1 ? null : "Write the first day of the month that the value of the index stands for.";
        }
    },
    PRICING_DATE_MUST_BE_A_PRICING_DAY {
        @Override
        String broken(Given given) {
            LocalDate day = given.figure.day();
            if (!given.openDays.covers(day)) {
                return "The calendar " + given.terms.calendar() + " covers " + given.openDays.span() + ": publish a version of it that covers " + day + ".";
            }
            return given.openDays.isOpen(day) ? null
                    : "By the calendar " + given.terms.calendar() + " nothing is published on " + day + ": correct the day, or publish a version of the calendar that opens it.";
        }
    },
    PRICING_DATE_MUST_NOT_LIE_IN_THE_FUTURE {
        @Override
        String broken(Given given) {
            // A day has begun when it has begun anywhere.
            return !given.figure.day().isAfter(LocalDate.ofInstant(given.now, ZoneOffset.ofHours(14))) ? null : "Send it when the day has come.";
        }
    },
    PUBLISHED_AT_MUST_NOT_PRECEDE_THE_PRICING_DATE {
        @Override
        String broken(Given given) {
            return !given.figure.publishedAt().isBefore(given.figure.day().atStartOfDay(ZoneOffset.UTC).toInstant().minus(TOLERANCE)) ? null
                    : "Write when the figure of " + given.figure.day() + " was published: at most a day before that day begins in UTC.";
        }
    },
    PUBLISHED_AT_MUST_NOT_LIE_IN_THE_FUTURE {
        @Override
        String broken(Given given) {
            return !given.figure.publishedAt().isAfter(given.now.plus(TOLERANCE)) ? null : "Write when the figure was published; it is " + given.now + " now.";
        }
    };

    private static final Duration TOLERANCE = Duration.ofDays(1);

    /** A figure and what has to be known to judge it; {@code terms} and {@code openDays} are null where the series is not registered. */
    record Given(FigureKind kind, Figure figure, SeriesBook.Terms terms, OpenDays openDays, Instant now) {

        boolean isOfAnIndex() {
            return FigureKind.INDEX.equals(terms.kind());
        }
    }

    /** What to do about it; null where the rule is kept. */
    abstract String broken(Given given);

    private static boolean fits(BigDecimal number) {
        return (long) number.precision() - number.scale() <= 12 && number.scale() <= 10;
    }

    static Optional<Refusal> firstBroken(Given given) {
        for (FigureRule rule : values()) {
            String fix = rule.broken(given);
            if (fix != null) {
                return Optional.of(new Refusal(given.figure.line(), rule.name(), rule.field(given), rule.found(given), fix));
            }
        }
        return Optional.empty();
    }

    private String field(Given given) {
        boolean inFile = given.figure.line() != null;
        return switch (this) {
            case DOCUMENT_MUST_BE_GIVEN -> "document";
            case FIGURE_MUST_BE_ABOVE_ZERO, FIGURE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS -> given.kind.figureName();
            case SERIES_MUST_BE_REGISTERED, SERIES_KIND_MUST_MATCH -> "series";
            case PRICING_DATE_MUST_BE_GIVEN, PRICING_DATE_MUST_BE_A_PRICING_DAY, PRICING_DATE_MUST_NOT_LIE_IN_THE_FUTURE, INDEX_MUST_STAND_FOR_A_MONTH ->
                    given.kind.dayName(inFile);
            case VOLUME_MUST_BE_ABOVE_ZERO, VOLUME_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS, INDEX_MUST_HAVE_NEITHER_VOLUME_NOR_HOURS -> "volume";
            case HOURLY_MUST_HOLD_23_TO_25_PRICES, HOURLY_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS -> "hourly";
            case PUBLISHED_AT_MUST_BE_GIVEN, PUBLISHED_AT_MUST_NOT_PRECEDE_THE_PRICING_DATE, PUBLISHED_AT_MUST_NOT_LIE_IN_THE_FUTURE ->
                    inFile ? "published_at" : "publishedAt";
        };
    }

    private String found(Given given) {
        Figure figure = given.figure;
        Object value = switch (this) {
            case DOCUMENT_MUST_BE_GIVEN -> figure.document();
            case FIGURE_MUST_BE_ABOVE_ZERO, FIGURE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS -> figure.figure() == null ? null : figure.figure().toPlainString();
            case SERIES_MUST_BE_REGISTERED, SERIES_KIND_MUST_MATCH -> figure.series();
            case PRICING_DATE_MUST_BE_GIVEN, PRICING_DATE_MUST_BE_A_PRICING_DAY, PRICING_DATE_MUST_NOT_LIE_IN_THE_FUTURE, INDEX_MUST_STAND_FOR_A_MONTH -> figure.day();
            case VOLUME_MUST_BE_ABOVE_ZERO, VOLUME_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS, INDEX_MUST_HAVE_NEITHER_VOLUME_NOR_HOURS -> figure.volume();
            case HOURLY_MUST_HOLD_23_TO_25_PRICES, HOURLY_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS -> figure.hourly().size() + " prices";
            case PUBLISHED_AT_MUST_BE_GIVEN, PUBLISHED_AT_MUST_NOT_PRECEDE_THE_PRICING_DATE, PUBLISHED_AT_MUST_NOT_LIE_IN_THE_FUTURE -> figure.publishedAt();
        };
        String text = value == null ? "absent" : value.toString();
        return text.length() > 80 ? text.substring(0, 80) : text;
    }
}
