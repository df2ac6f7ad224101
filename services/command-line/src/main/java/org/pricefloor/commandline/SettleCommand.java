package org.pricefloor.commandline;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.kernel.journal.PostingRule;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.messaging.EventJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Settles agreements from files: one line for each period, totals below. */
@Command(name = "settle", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Settles agreements from files. No server is needed.",
        footerHeading = "%nExample, with the sample data:%n",
        footer = {"  S=deploy/dev-stack/src/main/resources/samples",
                "  deploy/pricefloor settle --agreements $S --agreement NDPR-PPA \\",
                "    --assessments $S/assessments-smm-ndpr-oxide.csv --fx $S/fx-h10-cny-per-usd.csv \\",
                "    --deliveries $S/deliveries-ndpr-ppa-illustrative.csv --as-published-at 2026-05-31"})
final class SettleCommand implements Callable<Integer> {

    private static final String[] CSV_HEADER = {"agreement", "period", "kind", "quantity", "unit", "reference_price", "floor_price",
            "unit_difference", "top_up", "upside_share", "net", "currency", "flags", "missing", "part"};

    @Spec
    private CommandSpec spec;

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(names = "--agreement", arity = "1..*", paramLabel = "ID", description = "Settle these agreements only; default: all.")
    private List<String> wanted = new ArrayList<>();

    @Option(names = "--json", description = "One JSON document on standard output, each settlement with its whole trace.")
    private boolean json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Also write the settlements to this file as CSV.")
    private Path csv;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        long start = System.nanoTime();
        Terms terms = Terms.read(inputs.agreements);
        Map<String, Versions> agreements = terms.agreements(wanted);
        Facts facts = Facts.read(inputs, terms, err);
        Total.Sums sums = new Total.Sums();
        int[] lines = {0};
        try (CSVPrinter csvOut = csv == null ? null : new CSVPrinter(Files.newBufferedWriter(csv, StandardCharsets.UTF_8),
                CSVFormat.RFC4180.builder().setHeader(CSV_HEADER).get())) {
            LineWriter writer = json ? new JsonLines(out) : new TextLines(out, agreements.values());
            writer.begin();
            new Bench(terms, facts, inputs.asOf()).settle(agreements.values(), result -> {
                SettlementLine line = json ? SettlementLine.whole(result) : SettlementLine.brief(result);
                sums.add(result);
                lines[0]++;
                writer.line(line);
                writeCsv(csvOut, line);
            });
            writer.end(sums.totals());
        } catch (IOException unwritten) {
            throw FileTrouble.writing(csv, unwritten);
        } catch (UncheckedIOException unwritten) {
            throw FileTrouble.writing(csv, unwritten.getCause());
        }
        out.flush();
        err.printf("Settled lines=%d agreements=%d milliseconds=%d%n", lines[0], agreements.size(), (System.nanoTime() - start) / 1_000_000);
        return ExitCode.OK.number();
    }

    private static void writeCsv(CSVPrinter csv, SettlementLine line) {
        if (csv == null) {
            return;
        }
        PeriodSettled.Amounts amounts = line.amounts();
        String flags = String.join("; ", line.flags());
        try {
            if (amounts == null) {
                csv.printRecord(line.agreement(), line.period().label(), line.kind(), "", "", "", "", "", "", "", "", "", flags, missing(line), "");
                return;
            }
            csv.printRecord(line.agreement(), line.period().label(), line.kind(), plain(amounts.quantity()), amounts.unit(),
                    plain(amounts.referencePrice()), plain(amounts.floorPrice()), plain(amounts.unitDifference()), plain(amounts.topUp()),
                    plain(amounts.upsideShare()), plain(amounts.net()), amounts.currency(), flags, "", "");
            for (Part part : Part.of(line)) {
                csv.printRecord(line.agreement(), line.period().label(), line.kind(), plain(part.quantity()), part.quantity() == null ? "" : amounts.unit(),
                        plain(part.referencePrice()), plain(part.floorPrice()), plain(part.unitDifference()), plain(part.topUp()),
                        plain(part.upsideShare()), "", amounts.currency(), "", "", part.name());
            }
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
    }

    /**
     * What is shown below the line of its period: a product, a component, or the part of a fund. What is null is not said of it.
     *
     * @param topUp       what of it is owed to the producer
     * @param upsideShare what of it is owed by the producer
     */
    private record Part(String name, BigDecimal quantity, BigDecimal referencePrice, BigDecimal floorPrice, BigDecimal unitDifference,
                        BigDecimal topUp, BigDecimal upsideShare) {

        static List<Part> of(SettlementLine line) {
            if (line.lines() == null && line.components() == null && line.funds() == null) {
                return List.of();
            }
            List<Part> parts = new ArrayList<>();
            orNone(line.lines()).forEach(each -> parts.add(new Part("product " + each.product(), each.quantity(), each.referencePrice(),
                    each.floorPrice(), each.unitDifference(), each.topUp(), each.upsideShare())));
            orNone(line.components()).forEach(each -> parts.add(
                    amount("component " + each.component(), each.amount(), Component.ofTerm(each.component()).isOwedToProducer())));
            orNone(line.funds()).forEach(each -> parts.add(amount("fund " + each.fund() + ", " + each.balance(), each.amount(), isOwedToProducer(each.balance()))));
            return parts;
        }

        private static boolean isOwedToProducer(String balance) {
            return balance.equals(PostingRule.ACCRUED_TOP_UP.term())
                    || !balance.equals(PostingRule.ACCRUED_UPSIDE.term()) && Component.ofTerm(balance).isOwedToProducer();
        }

        private static Part amount(String name, BigDecimal amount, boolean owedToProducer) {
            return new Part(name, null, null, null, null, owedToProducer ? amount : null, owedToProducer ? null : amount);
        }

        private static <T> List<T> orNone(List<T> list) {
            return list == null ? List.of() : list;
        }
    }

    private static String plain(BigDecimal value) {
        return value == null ? "" : value.toPlainString();
    }

    private static String missing(SettlementLine line) {
        return line.missing().stream().map(each -> each.rule() + ": " + each.what()).collect(Collectors.joining("; "));
    }

    private interface LineWriter {

        void begin();

        void line(SettlementLine line);

        void end(List<Total> totals);
    }

    private static final class JsonLines implements LineWriter {

        private final PrintWriter out;
        private boolean first = true;

        JsonLines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void begin() {
            out.print("{\"settlements\":[");
        }

        @Override
        public void line(SettlementLine line) {
            out.print(first ? "\n" : ",\n");
            first = false;
            out.print(EventJson.text(line));
        }

        @Override
        public void end(List<Total> totals) {
            out.print("\n],\"totals\":[\n");
            out.print(totals.stream().map(EventJson::text).collect(Collectors.joining(",\n")));
            out.print("\n]}\n");
        }
    }

    private static final class TextLines implements LineWriter {

        private final PrintWriter out;
        private final int agreementWidth;

        TextLines(PrintWriter out, Iterable<Versions> agreements) {
            this.out = out;
            int width = 9;
            for (Versions versions : agreements) {
                width = Math.max(width, versions.agreement().length());
            }
            this.agreementWidth = width;
        }

        @Override
        public void begin() {
            row("agreement", "period", "run", "quantity", "unit", "reference", "floor", "difference", "top-up", "upside", "net", "currency",
                    "flags");
        }

        @Override
        public void line(SettlementLine line) {
            PeriodSettled.Amounts amounts = line.amounts();
            if (amounts == null) {
                padded(line.agreement(), agreementWidth);
                padded(line.period().label(), 10);
                padded(line.kind(), 7);
                out.print("parked: ");
                out.println(line.missing().stream().map(PeriodParked.Missing::what).collect(Collectors.joining("; ")));
                return;
            }
            row(line.agreement(), line.period().label(), line.kind(), plain(amounts.quantity()), amounts.unit(), dash(amounts.referencePrice()),
                    dash(amounts.floorPrice()), dash(amounts.unitDifference()), plain(amounts.topUp()), plain(amounts.upsideShare()),
                    plain(amounts.net()), amounts.currency(), flagWords(line));
            Part.of(line).forEach(this::part);
        }

        private void part(Part part) {
            padded("  " + part.name(), agreementWidth + 21);
            aligned(plain(part.quantity()), 14);
            spaces(6);
            aligned(plain(part.referencePrice()), 10);
            aligned(plain(part.floorPrice()), 9);
            aligned(plain(part.unitDifference()), 10);
            spaces(15 - plain(part.topUp()).length());
            out.print(plain(part.topUp()));
            if (part.upsideShare() != null) {
                spaces(17 - plain(part.upsideShare()).length());
                out.print(plain(part.upsideShare()));
            }
            out.println();
        }

        @Override
        public void end(List<Total> totals) {
            out.println();
            for (Total total : totals) {
                out.printf("total %s: %d settled, %d parked; top-up %s, upside %s, net %s %s%n", total.agreement(), total.settled(),
                        total.parked(), Figures.grouped(total.topUp()), Figures.grouped(total.upsideShare()), Figures.grouped(total.net()),
                        total.currency());
                if (total.accruals() > 0) {
                    out.printf("      %s: %d accrued, not payable; net %s %s%n", total.agreement(), total.accruals(),
                            Figures.grouped(total.accruedNet()), total.currency());
                }
            }
        }

        // String.format would take most of the time of a hundred thousand lines.
        private void row(String agreement, String period, String kind, String quantity, String unit, String reference, String floor,
                         String difference, String topUp, String upside, String net, String currency, String flags) {
            padded(agreement, agreementWidth);
            padded(period, 10);
            padded(kind, 7);
            aligned(quantity, 14);
            padded(unit, 4);
            aligned(reference, 10);
            aligned(floor, 9);
            aligned(difference, 10);
            aligned(topUp, 15);
            aligned(upside, 15);
            aligned(net, 15);
            if (flags.isEmpty()) {
                out.println(currency);
            } else {
                padded(currency, 8);
                out.println(flags);
            }
        }

        private void padded(String text, int width) {
            out.print(text);
            spaces(Math.max(1, width - text.length() + 2));
        }

        private void aligned(String text, int width) {
            spaces(width - text.length());
            out.print(text);
            spaces(2);
        }

        private void spaces(int count) {
            for (int i = 0; i < count; i++) {
                out.print(' ');
            }
        }

        private static String dash(BigDecimal value) {
            return value == null ? "-" : value.toPlainString();
        }

        // The first word of each; the command explain prints them whole.
        private static String flagWords(SettlementLine line) {
            return line.flags().stream().map(flag -> flag.contains(" ") ? flag.substring(0, flag.indexOf(' ')) : flag)
                    .collect(Collectors.joining(","));
        }
    }
}
