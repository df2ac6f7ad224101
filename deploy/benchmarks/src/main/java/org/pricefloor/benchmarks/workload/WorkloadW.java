package org.pricefloor.benchmarks.workload;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.Caps;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
import org.pricefloor.contracts.AgreementDocument.Upside;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;

/**
 * Workload W: 50 series over 100 months, priced every Monday; 5,000 agreements, each with a floor in three steps, a share of 30% of what
 * lies above a threshold, and a cap on the quantity of a calendar year that is reached in most years; one delivery for each agreement and month.
 *
 * <p>The facts of a <em>set</em> have names of their own, so that one system can be given the workload again as if it had not seen it.
 *
 * @param seed       decides every price, quantity and cap
 * @param set        number of the set, from 0
 * @param agreements full size 5,000
 * @param months     full size 100
 * @param series     full size 50
 */
public record WorkloadW(long seed, int set, int agreements, int months, int series) {

    public static final int AGREEMENTS = 5_000;
    public static final int MONTHS = 100;
    public static final int SERIES = 50;
    public static final long SEED = 20261124L;

    /** First day of the first month, and a Monday. */
    public static final LocalDate FIRST = LocalDate.of(2018, 1, 1);

    /** The day on which all of it is settled: every month is over. */
    public static final Instant SETTLED_AT = Instant.parse("2026-07-02T12:00:00Z");

    public static final BigDecimal SHARE = new BigDecimal("0.30");
    public static final BigDecimal THRESHOLD = new BigDecimal("116.00");

    private static final Instant RECEIVED = Instant.parse("2026-07-01T00:00:00Z");
    private static final int PRODUCERS = 20;

    private enum Figure { LEVEL, WEEK, FLOOR, CAP, QUANTITY }

    /** A published price of a Monday. */
    public record Price(String series, LocalDate day, BigDecimal value) {
    }

    /** An agreement in plain values. */
    public record Agreement(String name, String series, List<PriceStep> floor, BigDecimal capPerYear) {
    }

    /** A certified quantity in kg. */
    public record Delivery(String agreement, String lot, LocalDate day, BigDecimal quantity) {
    }

    /** @throws IllegalArgumentException if a size is not above zero, or there are more months than a price history of 100 years has */
    public WorkloadW {
        if (agreements < 1 || months < 1 || series < 1 || months > 1_200) {
            throw new IllegalArgumentException("Workload W needs at least one agreement, month and series, and at most 1,200 months: "
                    + agreements + " agreements, " + months + " months, " + series + " series");
        }
    }

    /** The same facts under other names. */
    public WorkloadW ofSet(int number) {
        return new WorkloadW(seed, number, agreements, months, series);
    }

    /** Lines to be settled: one for each agreement and month. */
    public int lines() {
        return agreements * months;
    }

    /** How the names of this set's agreements begin; a database pattern finds them by it. */
    public String prefix() {
        return "W" + set + "-";
    }

    public YearMonth month(int number) {
        return YearMonth.from(FIRST).plusMonths(number);
    }

    public LocalDate lastDay() {
        return month(months - 1).atEndOfMonth();
    }

    public Stream<Price> prices() {
        return IntStream.range(0, series).boxed().flatMap(number -> FIRST.datesUntil(lastDay().plusDays(1)).filter(day -> day.getDayOfWeek() == DayOfWeek.MONDAY)
                .map(day -> price(number, day)));
    }

    private Price price(int number, LocalDate day) {
        long level = draw(Figure.LEVEL, number, ChronoUnit.MONTHS.between(FIRST, day), 4_400);
        long week = draw(Figure.WEEK, number, day.toEpochDay(), 300);
        return new Price(seriesName(number), day, BigDecimal.valueOf(9_000 + level + week - 150, 2));
    }

    public Agreement agreement(int number) {
        BigDecimal floor = BigDecimal.valueOf(10_800 + draw(Figure.FLOOR, number, 0, 9) * 50, 2);
        BigDecimal step = new BigDecimal("1.50");
        return new Agreement(agreementName(number), seriesName(number % series),
                List.of(new PriceStep(FIRST, floor), new PriceStep(FIRST.plusYears(3), floor.add(step)), new PriceStep(FIRST.plusYears(6), floor.add(step).add(step))),
                BigDecimal.valueOf(125_000 + draw(Figure.CAP, number, 0, 30_000), 1));
    }

    /** The delivery of an agreement in a month, the fifth to the twenty-fourth day of it. */
    public Delivery delivery(int agreement, int month) {
        return new Delivery(agreementName(agreement), lot(month), month(month).atDay(5 + agreement % 20),
                BigDecimal.valueOf(10_000 + draw(Figure.QUANTITY, agreement, month, 5_000), 1));
    }

    /** The deliveries in the order in which they are handed in: agreement by agreement, in the order of months. */
    public Stream<Delivery> deliveries() {
        return IntStream.range(0, lines()).mapToObj(line -> delivery(line / months, line % months));
    }

    /** What has to be known before a delivery can be settled. Nothing is due after it: no month has a quantity. */
    public List<Event> ground() {
        List<Event> events = new ArrayList<>();
        String calendar = prefix() + "MONDAYS";
        events.add(new CalendarPublished(CalendarPublished.id(calendar, 1), calendar, 1, FIRST, lastDay().with(TemporalAdjusters.lastDayOfYear()),
                List.of(2, 3, 4, 5, 6, 7), List.of(), false, "made from a seed", RECEIVED));
        for (int number = 0; number < series; number++) {
            events.add(new SeriesRegistered(SeriesRegistered.id(seriesName(number), 1), seriesName(number), 1, "price", "made from a seed", "NdPr oxide", "USD", "kg",
                    "excluding-vat", calendar, "made from a seed", RECEIVED));
        }
        prices().map(price -> new PriceAssessed(PriceAssessed.id(price.series(), price.day(), 1), price.series(), price.day(), 1, price.value(), RECEIVED,
                "bulletin-" + price.day(), RECEIVED, null, null)).forEach(events::add);
        IntStream.range(0, agreements).mapToObj(this::registered).forEach(events::add);
        return events;
    }

    private AgreementVersionRegistered registered(int number) {
        Agreement agreement = agreement(number);
        AgreementDocument document = AgreementTranslation.complete(new AgreementDocument(agreement.name(), 1, null, null, "made from a seed",
                "MINE-" + number % PRODUCERS, "OFFICE", "NdPr oxide", "USD", "kg", "UTC", FIRST, lastDay(), "month", 1, "floor", agreement.floor(), null,
                new Upside(THRESHOLD, SHARE, null, null, null), new ReferencePrice(agreement.series(), null, null, null, 1, null, null, null), null, null,
                new Caps(agreement.capPerYear(), null, null), null, null, null, null, null, null, null, null, null));
        return new AgreementVersionRegistered(AgreementVersionRegistered.id(agreement.name(), 1), document, Digest.sha256(EventJson.write(document)), "registrar",
                "approver", RECEIVED, null, RECEIVED);
    }

    /** A delivery as it travels. */
    public static DeliveryCertified certified(Delivery delivery) {
        return new DeliveryCertified(DeliveryCertified.id(delivery.agreement(), delivery.lot(), 1), delivery.agreement(), delivery.lot(), 1, "third-party-sale",
                delivery.day(), delivery.quantity(), "kg", RECEIVED, "certificate-" + delivery.lot(), RECEIVED);
    }

    /** The place of a line among the lines of this set, agreement by agreement. */
    public int lineOf(String agreement, LocalDate monthBegin) {
        return Integer.parseInt(agreement.substring(prefix().length() + 1)) * months + (int) ChronoUnit.MONTHS.between(FIRST, monthBegin);
    }

    private String agreementName(int number) {
        return prefix() + "A" + number;
    }

    private String seriesName(int number) {
        return prefix() + "S" + number;
    }

    private static String lot(int month) {
        return "L" + (100 + month);
    }

    /** A number from 0 up to a bound, from the seed and its own place; the set does not count (SplitMix64). */
    private long draw(Figure figure, long first, long second, long bound) {
        long mixed = seed + 0x9E3779B97F4A7C15L * (figure.ordinal() + 1 + 31 * (first + 1) + 1_000_003L * (second + 1));
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return Long.remainderUnsigned(mixed ^ (mixed >>> 31), bound);
    }
}
