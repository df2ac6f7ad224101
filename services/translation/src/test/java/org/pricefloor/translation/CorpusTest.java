package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bad and border input over terms and facts: {@code src/test/resources/corpus}. */
class CorpusTest {

    private static final List<String> FILES = List.of("terms.txt", "settled.txt");

    @TestFactory
    Stream<DynamicTest> everyCaseIsRefusedByItsRuleOrSettledToItsAmount() {
        return FILES.stream().flatMap(file -> Corpus.read(file).stream()).map(stated -> DynamicTest.dynamicTest(stated.name(), () -> Corpus.check(stated)));
    }

    @Test
    void aFalseStatementIsNoticed() {
        List<String> facts = List.of("publish NDPR-BENCHMARK 2026-02-02 100.00", "deliver LOT-1 2026-02-10 10");
        Corpus.check(stated(facts, "unchanged", "settles 2026-Q1 top-up 100.00"));
        for (String wrong : List.of("settles 2026-Q1 top-up 100.01", "settles 2026-Q1 nothing", "settles 2026-Q1 top-up 100.00 upside-share 0.01", "parks 2026-Q1 MINIMUM_OBSERVATIONS",
                "flags 2026-Q1 STALE", "funds 2026-Q1 FUND-A=100.00", "counts 2026-Q1 11", "floors 2026-Q1 111.00", "refused TERM_MUST_BE_GIVEN /title")) {
            assertThrows(AssertionError.class, () -> Corpus.check(stated(facts, "unchanged", wrong)), wrong);
        }
        assertThrows(AssertionError.class, () -> Corpus.check(stated(facts, "/title = \"\"", "settles 2026-Q1 top-up 100.00")));
        assertThrows(AssertionError.class, () -> Corpus.check(stated(facts, "/title = \"\"", "refused TERM_MUST_BE_GIVEN /office")));
    }

    private static Corpus.Case stated(List<String> facts, String change, String expectation) {
        return new Corpus.Case("a statement", "coordinated-floor", List.of(change), Stream.concat(facts.stream(), Stream.of(expectation)).toList());
    }

    /** Together with those of the registry's doors the cases are more than 300. */
    @Test
    void theCorpusDoesNotShrink() {
        assertTrue(Corpus.read("terms.txt").size() >= 375, () -> "only " + Corpus.read("terms.txt").size() + " cases of terms");
        assertTrue(Corpus.read("settled.txt").size() >= 95, () -> "only " + Corpus.read("settled.txt").size() + " settled cases");
    }
}
