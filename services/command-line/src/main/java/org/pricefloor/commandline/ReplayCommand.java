package org.pricefloor.commandline;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.Parked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Re-derives the books from the topics alone and compares them with what was posted. */
@Command(name = "replay", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Reads the topics from their beginning, re-derives every reference price, settlement, transfer and balance from the "
                + "facts alone, and compares them with what was posted. Exit code 1 if anything differs.",
        footerHeading = "%nExample, with a stack that deploy/up has started:%n",
        footer = "  deploy/pricefloor replay --kafka localhost:19092")
final class ReplayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", defaultValue = "${env:PRICEFLOOR_KAFKA:-localhost:19092}",
            description = "The broker; default ${DEFAULT-VALUE}.")
    private String kafka;

    @Option(names = "--json", description = "The report as JSON, with every difference.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        long start = System.nanoTime();
        RecordedEvents recorded = RecordedEvents.read(kafka, err::println);
        err.println("Read events=" + recorded.events().size() + " broker=" + kafka);
        Replay.Report report = new Replay(recorded).run();
        if (json) {
            out.println(EventJson.text(report));
        } else {
            print(recorded, report, out);
        }
        out.flush();
        err.printf("Replayed runs=%d milliseconds=%d%n", report.runs(), (System.nanoTime() - start) / 1_000_000);
        return (report.differences().isEmpty() ? ExitCode.OK : ExitCode.DIFFERENCE).number();
    }

    private static void print(RecordedEvents recorded, Replay.Report report, PrintWriter out) {
        out.printf("events          %,12d   of these facts %,d, repeated deliveries %,d%n", report.events(), report.facts(), report.repeated());
        out.printf("determinations  %,12d   computed again from the facts they name%n", report.determinations());
        out.printf("runs            %,12d   of %,d periods, with %,d transfers%n", report.runs(), report.periods(), report.transfers());
        out.printf("parkings        %,12d%n", report.parkings());
        if (report.awaiting() > 0) {
            out.printf("awaiting        %,12d   periods that are final or wait for their next run: not compared with all facts at once%n", report.awaiting());
        }
        out.printf("balances        %,12d   %s%n", report.accounts(), report.balancesDigest());
        for (Replay.Balance balance : report.balances()) {
            out.printf("  %-24s %s %20s%n", balance.account(), balance.currency(), Figures.grouped(balance.balance()));
        }
        if (!recorded.unreadable().isEmpty()) {
            out.printf("unreadable      %,12d   set aside, as the services do:%n", recorded.unreadable().size());
            for (Parked parked : recorded.unreadable().subList(0, Math.min(10, recorded.unreadable().size()))) {
                out.printf("  %s-%d offset %d: %s%n", parked.topic(), parked.partition(), parked.offset(), parked.rule());
            }
        }
        if (report.differences().isEmpty()) {
            out.println("No difference: what was posted follows from the facts.");
        } else {
            out.printf("%,d differences. The first: %s%n", report.differences().size(), report.differences().get(0));
        }
    }
}
