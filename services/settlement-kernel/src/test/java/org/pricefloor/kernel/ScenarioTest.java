package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ScenarioTest {

    @TestFactory
    Stream<DynamicTest> everyScenarioEndsAsItsTableSays() throws IOException, URISyntaxException {
        Path folder = Path.of(ScenarioTest.class.getResource("/scenarios").toURI());
        List<Path> scenarios;
        try (Stream<Path> files = Files.list(folder)) {
            scenarios = files.filter(file -> file.toString().endsWith(".scenario")).sorted().toList();
        }
        assertTrue(scenarios.size() >= 8, "only " + scenarios.size() + " scenarios were found");
        return scenarios.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString().replace(".scenario", ""), file.toUri(),
                () -> new Scenario().run(Files.readAllLines(file))));
    }

    @Test
    void aWrongAmountIsFoundAndNamedByItsLine() {
        AssertionError wrong = assertThrows(AssertionError.class, () -> new Scenario().run(List.of(
                "agreement  A1  floor 110.00 USD/kg  series X  every day",
                "assessed   X  2026-03-02  109.00",
                "delivered  A1  2026-03-02  10 kg",
                "settle     A1  2026-03-02  top-up 10.01 USD")));
        assertTrue(wrong.getMessage().startsWith("line 4"), wrong.getMessage());
    }
}
