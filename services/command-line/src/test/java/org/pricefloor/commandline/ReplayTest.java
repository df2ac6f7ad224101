package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.TestInfrastructure;
import org.pricefloor.messaging.Received;

/** The auditor's replay: it agrees with honest books and names what was changed in others. */
class ReplayTest {

    @Test
    void honestBooksReplayWithoutDifference() throws Exception {
        Replay.Report report = new Replay(BooksInMemory.ofOneRestatement().read()).run();
        assertEquals(List.of(), report.differences());
        assertEquals(2, report.runs());
        assertEquals(2, report.determinations());
        assertEquals(2, report.transfers());
        assertEquals("628704.02", balance(report, "top-up expense"));
        assertEquals("-628704.02", balance(report, "top-up payable"));
    }

    @Test
    void replayGivesTheSameDigest() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        assertEquals(new Replay(books.read()).run().balancesDigest(), new Replay(books.read()).run().balancesDigest());
    }

    @Test
    void aChangedAmountIsNamed() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.tamper(PeriodSettled.class, "settled/A1/2026-03/1", run -> with(run, amounts(run.amounts(), "654276.79"), run.transfers()));
        Difference first = firstDifference(books);
        assertEquals(new Difference("settled/A1/2026-03/1", "amounts.topUp", "654276.79", "652829.27"), first);
    }

    @Test
    void aChangedTransferIsNamedAndMovesTheBalance() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.tamper(PeriodSettled.class, "settled/A1/2026-03/2", run -> with(run, run.amounts(), run.transfers().stream()
                .map(each -> new PeriodSettled.Transfer(each.id(), each.debit(), each.credit(), each.amount().add(BigDecimal.ONE), each.currency())).toList()));
        List<Difference> differences = new Replay(books.read()).run().differences();
        assertEquals("transfers[0].amount", differences.get(0).field());
        assertTrue(differences.stream().anyMatch(each -> each.event().equals("balance of A1 2026-03") && each.field().equals("top-up payable")), differences.toString());
    }

    @Test
    void aChangedFactChangesWhatFollowsFromIt() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.tamper(PriceAssessed.class, "assessment/NDPR-CN/2026-03-02/r1", fact -> new PriceAssessed(fact.eventId(), fact.series(), fact.pricingDate(),
                fact.revision(), new BigDecimal("90.00"), fact.publishedAt(), fact.document(), fact.receivedAt(), null, null));
        Difference first = firstDifference(books);
        assertTrue(first.event().startsWith("determined/rule-"), first.toString());
        assertEquals("value", first.field());
    }

    @Test
    void aRunLeftOutIsNamed() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.events().removeIf(event -> event.eventId().equals("settled/A1/2026-03/1"));
        assertEquals(new Difference("settled/A1/2026-03/2", "eventId", "settled/A1/2026-03/2", "settled/A1/2026-03/1"), firstDifference(books));
    }

    @Test
    void aFactThatNeverReachedTheBooksIsFoundAtTheEnd() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.deliver("L2", 1, "2026-03-20", "1000");
        Difference first = firstDifference(books);
        assertEquals("settled/A1/2026-03/2", first.event());
        assertEquals("all facts at once: amounts.quantity", first.field());
    }

    @Test
    void aClosedPeriodWithAQuantityAndNoRunIsFoundAtTheEnd() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        books.deliver("L2", 1, "2026-04-20", "1000");
        books.assess("2026-04-01", 1, "90.00");
        books.passDays(40);
        books.assess("2026-03-04", 1, "97.00");
        books.settle("2026-03-01");
        assertEquals("settled/A1/2026-04/1", firstDifference(books).event());
    }

    @Test
    void aPostingMadeTwiceIsNamed() throws Exception {
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        Event last = books.events().get(books.events().size() - 1);
        books.events().add(last);
        assertEquals(new Difference(last.eventId(), "eventId", "at two positions", "at one"), firstDifference(books));
    }

    @Test
    void theCommandReadsTheTopicsPastGarbageAndRepetition() throws Exception {
        String broker = TestInfrastructure.broker(Topics.ALL);
        BooksInMemory books = BooksInMemory.ofOneRestatement();
        publish(broker, books.recorded(), true);
        CommandRun run = CommandRun.of("replay", "--kafka", broker);
        assertEquals(0, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().contains("No difference: what was posted follows from the facts."), run.out());
        assertTrue(run.out().contains("set aside, as the services do"), run.out());
        assertTrue(run.out().contains("repeated deliveries " + books.events().size()), run.out());

        // The next event of the agreement claims a run that no fact supports.
        PeriodSettled last = (PeriodSettled) books.events().get(books.events().size() - 1);
        books.events().add(new PeriodSettled("settled/A1/2026-03/3", last.agreement(), last.agreementVersion(), last.producer(), last.office(), last.product(),
                last.period(), new PeriodSettled.Run(3, "restatement", last.run().rulesVersion(), last.run().cutOff(), last.run().recordedAt(),
                last.run().accountingDate()), amounts(last.amounts(), "1.00"), BigDecimal.ONE, last.determination(), last.facts(), last.flags(),
                last.trace(), last.transfers()));
        List<Received> recorded = books.recorded();
        publish(broker, recorded.subList(recorded.size() - 1, recorded.size()), false);
        CommandRun differing = CommandRun.of("replay", "--kafka", broker);
        assertEquals(1, differing.exitCode());
        assertTrue(differing.out().contains("The first: settled/A1/2026-03/3, amounts.topUp: posted 1.00"), differing.out());
    }

    @Test
    void aBrokerOutOfReachIsSaidInOneSentence() {
        CommandRun run = CommandRun.of("replay", "--kafka", "localhost:1");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().startsWith("No broker answered at localhost:1"), run.err());
    }

    private static void publish(String broker, List<Received> events, boolean twiceAndWithGarbage) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", broker), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int round = 0; round < (twiceAndWithGarbage ? 2 : 1); round++) {
                List<Received> order = new ArrayList<>(events);
                if (round == 0 && twiceAndWithGarbage) {
                    java.util.Collections.reverse(order);
                    producer.send(new ProducerRecord<>(Topics.SETTLEMENTS, 0, "A1".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3}));
                }
                for (Received received : order) {
                    EventEnvelope envelope = received.envelope();
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(received.topic(), received.partition(),
                            envelope.subject().getBytes(StandardCharsets.UTF_8), envelope.body());
                    Map.of(EventEnvelope.HEADER_ID, envelope.id(), EventEnvelope.HEADER_TYPE, envelope.type(), EventEnvelope.HEADER_SOURCE, envelope.source(),
                                    EventEnvelope.HEADER_TIME, envelope.time().toString(), EventEnvelope.HEADER_SUBJECT, envelope.subject(),
                                    EventEnvelope.HEADER_POSITION, String.valueOf(envelope.position()))
                            .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                    producer.send(record);
                }
            }
        }
    }

    private static Difference firstDifference(BooksInMemory books) {
        return new Replay(books.read()).run().differences().get(0);
    }

    private static String balance(Replay.Report report, String account) {
        return report.balances().stream().filter(each -> each.account().equals(account)).findFirst().orElseThrow().balance().toPlainString();
    }

    private static PeriodSettled.Amounts amounts(PeriodSettled.Amounts amounts, String topUp) {
        return new PeriodSettled.Amounts(amounts.quantity(), amounts.unit(), amounts.floorPrice(), amounts.referencePrice(), amounts.unitDifference(),
                new BigDecimal(topUp), amounts.upsideShare(), new BigDecimal(topUp), amounts.currency());
    }

    private static PeriodSettled with(PeriodSettled run, PeriodSettled.Amounts amounts, List<PeriodSettled.Transfer> transfers) {
        return new PeriodSettled(run.eventId(), run.agreement(), run.agreementVersion(), run.producer(), run.office(), run.product(), run.period(), run.run(),
                amounts, run.difference(), run.determination(), run.facts(), run.flags(), run.trace(), transfers);
    }
}
