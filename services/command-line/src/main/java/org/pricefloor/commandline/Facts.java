package org.pricefloor.commandline;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.ProductTerms;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.reading.AssessmentFile;
import org.pricefloor.reading.AssessmentRow;
import org.pricefloor.reading.DeliveryFile;
import org.pricefloor.reading.DeliveryRow;
import org.pricefloor.reading.FileReading;
import org.pricefloor.reading.FileReading.Line;
import org.pricefloor.reading.FxFixFile;
import org.pricefloor.reading.FxFixRow;
import org.pricefloor.reading.MeasureFile;
import org.pricefloor.reading.MeasureRow;
import org.pricefloor.reading.Refusal;

/**
 * The facts that files hold. A fact's id is its file and line. Rows of the same key are revisions of each other, in the order of
 * their times of publication, then of their files and lines.
 */
final class Facts {

    private static final int REFUSALS_SHOWN = 20;
    private static final String CONCENTRATE = "concentrate";

    /**
     * A row before it became a revision.
     *
     * @param key what rows say something about: the pricing date of a series, the lot of an agreement
     */
    private record Claim<K, F>(K key, Instant publishedAt, IntFunction<F> asRevision) {
    }

    private final Map<String, Publications> publications = new HashMap<>();
    private final Map<String, Map<SettlementPeriod, List<Delivery>>> deliveries = new HashMap<>();
    private final Map<String, List<Measure>> measures = new HashMap<>();

    private Facts() {
    }

    /** What is known of a series, whatever its kind. */
    Publications publications(String series) {
        return publications.getOrDefault(series, Publications.NONE);
    }

    /** The newest revision of each lot that falls into the period. */
    List<Delivery> deliveries(String agreement, SettlementPeriod period) {
        return deliveries.getOrDefault(agreement, Map.of()).getOrDefault(period, List.of());
    }

    /** The newest revision of each measure of the agreement. */
    List<Measure> measures(String agreement) {
        return measures.getOrDefault(agreement, List.of());
    }

    /** @throws CommandStopped when a row is refused, with the lines, the rules and the fixes */
    static Facts read(Inputs inputs, Terms terms, PrintWriter err) {
        Intake intake = new Intake(inputs, terms);
        inputs.assessments.forEach(intake::assessments);
        inputs.fx.forEach(intake::fixes);
        inputs.deliveries.forEach(intake::deliveries);
        inputs.measures.forEach(intake::measures);
        intake.finish(err);
        err.println("Read rows=" + intake.rows + " used=" + intake.used);
        return intake.facts();
    }

    private record MeasureKey(String measure, LocalDate day) {
    }

    private static final class Intake {

        private final Inputs inputs;
        private final Terms terms;
        private final ReferenceData reference;
        private final List<String> refusals = new ArrayList<>();
        private final Map<String, List<Claim<LocalDate, PublishedFigure>>> prices = new HashMap<>();
        private final Map<String, List<Claim<LocalDate, PublishedFigure>>> rates = new HashMap<>();
        private final Map<String, List<Claim<String, Delivery>>> lots = new HashMap<>();
        private final Map<String, List<Claim<MeasureKey, Measure>>> measures = new HashMap<>();
        private int rows;
        private int used;

        Intake(Inputs inputs, Terms terms) {
            this.inputs = inputs;
            this.terms = terms;
            this.reference = terms.referenceData();
        }

        void assessments(Path file) {
            for (Line<AssessmentRow> line : accepted(file, AssessmentFile.read(bytes(file)))) {
                AssessmentRow row = line.row();
                String calendar = calendarOfPricesOrIndex(row.series());
                if (calendar == null) {
                    boolean isFx = reference.fxSeries().containsKey(row.series());
                    refuse(file, line.line(), isFx ? "SERIES_KIND_MUST_MATCH" : "SERIES_MUST_BE_REGISTERED", row.series(),
                            isFx ? "give exchange rates with --fx" : "add the series to the files of terms");
                } else if (!isPricingDay(reference.calendars().get(calendar), row.pricingDate())) {
                    refuse(file, line.line(), "PRICING_DATE_MUST_BE_A_PRICING_DAY", row.pricingDate().toString(),
                            "correct the date, or calendar " + calendar);
                } else if (row.price().signum() <= 0 && !mayBeNegative(row.series())) {
                    refuse(file, line.line(), "FIGURE_MUST_BE_ABOVE_ZERO", row.price().toPlainString(),
                            "leave out a day on which nothing was published; of prices, only those per MWh may be negative");
                } else if (isInView(file, line.line(), row.publishedAt(), row.recordedAt())) {
                    prices.computeIfAbsent(row.series(), none -> new ArrayList<>()).add(new Claim<>(row.pricingDate(), row.publishedAt(),
                            revision -> new PublishedFigure(row.pricingDate(), row.price(), revision, fact(file, line.line()), row.volume(), List.of())));
                }
            }
        }

        private boolean mayBeNegative(String id) {
            PriceSeries prices = reference.priceSeries().get(id);
            return prices != null && prices.per() == QuantityUnit.MEGAWATT_HOUR;
        }

        /** Null of a series of neither kind. */
        private String calendarOfPricesOrIndex(String id) {
            PriceSeries prices = reference.priceSeries().get(id);
            IndexSeries index = reference.indexSeries().get(id);
            return prices != null ? prices.calendar() : index != null ? index.calendar() : null;
        }

        void fixes(Path file) {
            for (Line<FxFixRow> line : accepted(file, FxFixFile.read(bytes(file)))) {
                FxFixRow row = line.row();
                FxSeries series = reference.fxSeries().get(row.series());
                if (series == null) {
                    boolean isPrice = calendarOfPricesOrIndex(row.series()) != null;
                    refuse(file, line.line(), isPrice ? "SERIES_KIND_MUST_MATCH" : "SERIES_MUST_BE_REGISTERED", row.series(),
                            isPrice ? "give prices with --assessments" : "add the series to the files of terms");
                } else if (!isPricingDay(reference.calendars().get(series.calendar()), row.date())) {
                    refuse(file, line.line(), "PRICING_DATE_MUST_BE_A_PRICING_DAY", row.date().toString(),
                            "correct the date, or calendar " + series.calendar());
                } else if (isInView(file, line.line(), row.publishedAt(), row.recordedAt())) {
                    rates.computeIfAbsent(row.series(), none -> new ArrayList<>()).add(new Claim<>(row.date(), row.publishedAt(),
                            revision -> new PublishedFigure(row.date(), row.rate(), revision, fact(file, line.line()))));
                }
            }
        }

        void deliveries(Path file) {
            for (Line<DeliveryRow> line : accepted(file, DeliveryFile.read(bytes(file)))) {
                DeliveryRow row = line.row();
                Versions versions = terms.agreements().get(row.agreement());
                if (versions == null) {
                    refuse(file, line.line(), "AGREEMENT_MUST_BE_REGISTERED", row.agreement(), "add the agreement to the files of terms");
                } else if (isAcceptable(file, line, versions.governing(versions.periodOf(row.deliveryDate()).from()))
                        && isInView(file, line.line(), row.certifiedAt(), row.recordedAt())) {
                    QuantityUnit unit = versions.newest().unit();
                    lots.computeIfAbsent(row.agreement(), none -> new ArrayList<>()).add(new Claim<>(row.lot(), row.certifiedAt(),
                            revision -> new Delivery(row.lot(), revision, row.category(), row.deliveryDate(), new Quantity(row.quantity(), unit),
                                    fact(file, line.line()), Optional.ofNullable(row.product()), Optional.ofNullable(row.form()), assay(row), List.of())));
                }
            }
        }

        /** @param agreement the version that governs the delivery date */
        private boolean isAcceptable(Path file, Line<DeliveryRow> line, AgreementTerms agreement) {
            DeliveryRow row = line.row();
            List<String> products = agreement.products().size() > 1 ? agreement.products().stream().map(ProductTerms::product).toList()
                    : List.of(agreement.product());
            if (!agreement.unit().symbol().equals(row.unit())) {
                refuse(file, line.line(), "UNIT_MUST_MATCH_AGREEMENT", row.unit(), "give the quantity in " + agreement.unit().symbol());
            } else if (!agreement.quantity().isEligible(row.category())) {
                refuse(file, line.line(), "CATEGORY_MUST_BE_ELIGIBLE", row.category(),
                        "use one of " + String.join(", ", agreement.quantity().categories().stream().sorted().toList()));
            } else if (!agreement.isInTerm(row.deliveryDate())) {
                refuse(file, line.line(), "DELIVERY_DATE_MUST_LIE_IN_TERM", row.deliveryDate().toString(),
                        "the agreement runs " + agreement.effectiveFrom() + " to " + agreement.effectiveTo());
            } else if (row.product() != null && !products.contains(row.product())) {
                refuse(file, line.line(), "PRODUCT_MUST_BE_OF_THE_AGREEMENT", row.product(),
                        "use one of " + String.join(", ", products) + ", or leave it out");
            } else if (CONCENTRATE.equals(row.form()) && row.assay() == null) {
                refuse(file, line.line(), "CONCENTRATE_MUST_HAVE_AN_ASSAY", "no assay",
                        "give assay, reo_share and content_share: a concentrate counts by what it contains");
            } else if (!CONCENTRATE.equals(row.form()) && row.assay() != null) {
                refuse(file, line.line(), "ASSAY_MUST_BE_OF_A_CONCENTRATE", row.form() == null ? "no form" : row.form(),
                        "write the form concentrate, or leave out the assay");
            } else {
                return true;
            }
            return false;
        }

        private static Optional<Assay> assay(DeliveryRow row) {
            return Optional.ofNullable(row.assay())
                    .map(kind -> new Assay(Assay.Kind.ofTerm(kind).orElseThrow(), row.reoShare(), row.contentShare()));
        }

        void measures(Path file) {
            for (Line<MeasureRow> line : accepted(file, MeasureFile.read(bytes(file)))) {
                MeasureRow row = line.row();
                Versions versions = terms.agreements().get(row.agreement());
                String unit = versions == null ? "" : row.measure().equals(Measure.EBITDA)
                        ? versions.newest().currency().getCurrencyCode() : versions.newest().unit().symbol();
                if (versions == null) {
                    refuse(file, line.line(), "AGREEMENT_MUST_BE_REGISTERED", row.agreement(), "add the agreement to the files of terms");
                } else if (!unit.equals(row.unit())) {
                    refuse(file, line.line(), "UNIT_MUST_MATCH_AGREEMENT", row.unit(), "give the value in " + unit);
                } else if (row.day().getYear() < versions.first().from().getYear() || row.day().getYear() > versions.last().to().getYear()) {
                    refuse(file, line.line(), "YEAR_MUST_TOUCH_THE_TERM", row.day().toString(),
                            "the agreement runs " + versions.first().from() + " to " + versions.last().to());
                } else if (isInView(file, line.line(), row.certifiedAt(), row.recordedAt())) {
                    measures.computeIfAbsent(row.agreement(), none -> new ArrayList<>()).add(new Claim<>(new MeasureKey(row.measure(), row.day()),
                            row.certifiedAt(), revision -> new Measure(row.measure(), row.day(), revision, row.value(), row.unit(), fact(file, line.line()))));
                }
            }
        }

        void finish(PrintWriter err) {
            if (refusals.isEmpty()) {
                return;
            }
            refusals.stream().limit(REFUSALS_SHOWN).forEach(err::println);
            if (refusals.size() > REFUSALS_SHOWN) {
                err.println("... and " + (refusals.size() - REFUSALS_SHOWN) + " more");
            }
            throw new CommandStopped(ExitCode.DIFFERENCE, refusals.size() + " rows were refused and nothing was settled. Mend them and run again.");
        }

        Facts facts() {
            Facts facts = new Facts();
            prices.forEach((series, claims) -> facts.publications.put(series, new Publications(newest(claims))));
            rates.forEach((series, claims) -> facts.publications.put(series, new Publications(newest(claims))));
            lots.forEach((id, claims) -> {
                Versions agreement = terms.agreements().get(id);
                Map<SettlementPeriod, List<Delivery>> byPeriod = new HashMap<>();
                for (Delivery delivery : newest(claims)) {
                    byPeriod.computeIfAbsent(agreement.periodOf(delivery.date()), none -> new ArrayList<>()).add(delivery);
                }
                facts.deliveries.put(id, byPeriod);
            });
            measures.forEach((id, claims) -> facts.measures.put(id, newest(claims)));
            return facts;
        }

        /** The last revision of each key, numbered from 1. */
        private static <K, F> List<F> newest(List<Claim<K, F>> claims) {
            // The sort is stable: rows of one time of publication stay in the order of files and lines.
            claims.sort(Comparator.comparing(Claim::publishedAt));
            Map<K, Integer> count = new HashMap<>();
            Map<K, Claim<K, F>> last = new LinkedHashMap<>();
            for (Claim<K, F> claim : claims) {
                count.merge(claim.key(), 1, Integer::sum);
                last.put(claim.key(), claim);
            }
            List<F> newest = new ArrayList<>(last.size());
            last.forEach((key, claim) -> newest.add(claim.asRevision().apply(count.get(key))));
            return newest;
        }

        private <R> List<Line<R>> accepted(Path file, FileReading<R> reading) {
            rows += reading.rows().size() + reading.refusals().size();
            for (Refusal refusal : reading.refusals()) {
                refuse(file, refusal.line(), refusal.rule(), (refusal.field().isEmpty() ? "" : refusal.field() + " ") + "\"" + refusal.found() + "\"", refusal.fix());
            }
            return reading.rows();
        }

        private boolean isInView(Path file, int line, Instant publishedAt, Instant recordedAt) {
            if (inputs.knownAt != null && recordedAt == null) {
                refuse(file, line, "RECORDED_AT_MUST_BE_GIVEN", "absent", "add the column recorded_at, or ask with --as-published-at");
                return false;
            }
            boolean inView = (inputs.knownAt == null || !recordedAt.isAfter(inputs.knownAt))
                    && (inputs.asPublishedAt == null || !publishedAt.isAfter(inputs.asPublishedAt));
            used += inView ? 1 : 0;
            return inView;
        }

        private static boolean isPricingDay(PricingCalendar calendar, LocalDate day) {
            // A calendar that is absent or too short is said where a period lacks it.
            return calendar == null || !calendar.covers(day) || calendar.isPricingDay(day);
        }

        private void refuse(Path file, int line, String rule, String found, String fix) {
            refusals.add(file + ":" + line + " " + rule + ", found " + found + ": " + fix);
        }

        private static String fact(Path file, int line) {
            return file.getFileName() + ":" + line;
        }

        private static byte[] bytes(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException unread) {
                throw FileTrouble.reading(file, unread);
            }
        }
    }
}
