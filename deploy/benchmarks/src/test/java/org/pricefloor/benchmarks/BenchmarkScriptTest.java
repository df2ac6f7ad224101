package org.pricefloor.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.devstack.Options;

/** {@code deploy/benchmark} itself, up to where Java takes over. */
class BenchmarkScriptTest {

    private static final Path SCRIPT = Options.rootAbove(Path.of("")).resolve("deploy/benchmark");

    private record Said(int exit, String text) {
    }

    @Test
    void helpListsEveryOptionAndAnExample() throws Exception {
        Said said = say("bulk", "--help");
        assertEquals(0, said.exit());
        for (String option : List.of("--quick", "--agreements", "--months", "--series", "--runs", "--warm-up", "--seed", "--service-jvm", "--folder", "--json", "--no-build",
                "Example: ")) {
            assertTrue(said.text().contains(option), option);
        }
    }

    @Test
    void anUnknownMeasurementIsRefusedWithASentence() throws Exception {
        assertEquals(new Said(2, "There is no measurement luck. deploy/benchmark --help lists them.\n"), say("luck"));
    }

    private static Said say(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/bash", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
