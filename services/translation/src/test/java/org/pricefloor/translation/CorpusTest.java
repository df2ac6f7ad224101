package org.pricefloor.translation;

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

    /** Together with those of the registry's doors the cases are more than 300. */
    @Test
    void theCorpusDoesNotShrink() {
        assertTrue(Corpus.read("terms.txt").size() >= 240, () -> "only " + Corpus.read("terms.txt").size() + " cases of terms");
        assertTrue(Corpus.read("settled.txt").size() >= 60, () -> "only " + Corpus.read("settled.txt").size() + " settled cases");
    }
}
