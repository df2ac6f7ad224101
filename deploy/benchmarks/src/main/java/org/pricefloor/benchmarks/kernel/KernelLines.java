package org.pricefloor.benchmarks.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.pricefloor.benchmarks.workload.WorkloadW;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;

/**
 * What JMH calls. A line is computed whole: its own determination with workings, amounts under the cap of the year, balances, transfers and
 * digest; nothing is remembered from the line before but what the year has used up.
 */
@State(Scope.Thread)
public class KernelLines {

    private static final int STEPS = 1_000;

    private ResolvedAgreement agreement;
    private Publications prices;
    private SettlementPeriod[] months;
    private Delivery[] deliveries;
    private int next;
    private Optional<YearToDate> year = Optional.empty();
    private BigDecimal factor;

    @Setup(Level.Trial)
    public void workload() throws Exception {
        WorkloadW workload = new WorkloadW(WorkloadW.SEED, 0, 1, WorkloadW.MONTHS, 1);
        List<Event> ground = workload.ground();
        CalendarPublished calendar = one(ground, CalendarPublished.class);
        SeriesRegistered series = one(ground, SeriesRegistered.class);
        AgreementTerms terms = AgreementTranslation.terms(one(ground, AgreementVersionRegistered.class));
        ReferenceData reference = new ReferenceData(Map.of(series.series(), FactTranslation.priceSeries(series)), Map.of(),
                Map.of(calendar.calendar(), FactTranslation.calendar(calendar)), Map.of());
        agreement = ((Resolution.Resolved) terms.resolve(reference)).agreement();
        prices = new Publications(ground.stream().filter(PriceAssessed.class::isInstance).map(event -> FactTranslation.figure((PriceAssessed) event))
                .collect(Collectors.toList()));
        months = IntStream.range(0, WorkloadW.MONTHS).mapToObj(month -> SettlementPeriod.containing(PeriodLength.MONTH, workload.month(month).atDay(1)))
                .toArray(SettlementPeriod[]::new);
        deliveries = IntStream.range(0, WorkloadW.MONTHS).mapToObj(month -> FactTranslation.delivery(WorkloadW.certified(workload.delivery(0, month))))
                .toArray(Delivery[]::new);
        factor = new BigDecimal("1.000137");
    }

    private static <T> T one(List<Event> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }

    /** One line. */
    @Benchmark
    public int line() {
        int month = next;
        next = (next + 1) % months.length;
        LocalDate first = months[month].from();
        if (first.getMonthValue() == 1) {
            year = Optional.empty();
        }
        Settled settled = (Settled) Settlement.settle(agreement, new PeriodFacts(months[month], Stage.CLOSED, List.of(deliveries[month]), List.of(), year,
                rule -> agreement.prices().get(0).determine(months[month], series -> prices), series -> Publications.NONE));
        year = settled.yearToDate();
        List<Transfer> transfers = TargetBalances.of(settled).transfersFrom(TargetBalances.none(agreement.terms().currency()));
        return transfers.size() + settled.digest().length();
    }

    /** A thousand multiplications and additions of decimals, each rounded to the cent: what this machine is worth to a settlement. */
    @Benchmark
    public BigDecimal reference() {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal price = new BigDecimal("96.40");
        for (int step = 0; step < STEPS; step++) {
            sum = sum.add(price.multiply(factor).setScale(2, RoundingMode.HALF_UP));
            price = price.add(BigDecimal.valueOf(step & 7, 2));
        }
        return sum;
    }
}
