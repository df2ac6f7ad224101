package org.pricefloor.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What the README asks a newcomer to type is typed here, into one shell, against a fresh stack with the sample data: blocks marked
 * {@code run}, each followed by the lines that its answer must contain, marked {@code answer}. Only the addresses are other ones.
 */
class QuickStartTest {

    private static final Pattern BLOCK = Pattern.compile("<!-- (run|answer) -->\\s*```\\w+\\n(.*?)```", Pattern.DOTALL);
    private static final String END_OF_BLOCK = "---- end of block ----";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Commands and the lines that must be among what they print. */
    private record Block(String commands, List<String> answers) {
    }

    @Test
    void everyCommandOfTheQuickStartAnswersAsTheReadmeShows() throws IOException, InterruptedException {
        List<Block> blocks = blocks(Files.readString(RunningSystem.ROOT.resolve("README.md")));
        assertTrue(blocks.stream().filter(block -> !block.answers().isEmpty()).count() >= 3, "three things to try");
        requireCurl();

        try (RunningSystem system = RunningSystem.startWithSamples("quick-start", options -> options)) {
            awaitStatement(system, "NDPR-PPA", "2025-Q4");
            awaitStatement(system, "DEMO-FLOOR", YearMonth.now(ZoneOffset.UTC).toString());
            system.awaitSettled(1, PATIENCE);
            String script = String.join("\n", blocks.stream()
                    .map(block -> atItsAddresses(block.commands(), system) + "\necho; echo '" + END_OF_BLOCK + "'").toList());
            List<String> printed = List.of(run(script, RunningSystem.state("quick-start")).split(Pattern.quote(END_OF_BLOCK)));
            for (int i = 0; i < blocks.size(); i++) {
                String answer = printed.get(i);
                for (String line : blocks.get(i).answers()) {
                    assertTrue(answer.contains(line), () -> "README says that it answers\n  " + line + "\nbut it answered\n" + answer);
                }
            }
        }
    }

    @Test
    void theBoxShowsTheSameFiguresAsTheReadme() throws IOException {
        String readme = Files.readString(RunningSystem.ROOT.resolve("README.md"));
        String box = Files.readString(RunningSystem.ROOT.resolve("deploy/dev-stack/src/main/resources/box.txt"));
        for (String figure : List.of("17625612.50", "656206.80", "627256.50", "28950.30", "17,625,612.50")) {
            assertTrue(box.contains(figure), "box: " + figure);
            assertTrue(readme.contains(figure), "README: " + figure);
        }
    }

    @Test
    void everyTestThatTheReadmeNamesExists() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(RunningSystem.ROOT)) {
            for (Path file : files.filter(file -> file.toString().contains("/src/test/java/") && file.toString().endsWith(".java")).toList()) {
                tests.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        Matcher named = Pattern.compile("`(\\w*)#(\\w+)`").matcher(Files.readString(RunningSystem.ROOT.resolve("README.md")));
        String test = "";
        int found = 0;
        while (named.find()) {
            test = named.group(1).isEmpty() ? test : named.group(1);
            assertTrue(tests.getOrDefault(test, "").contains("void " + named.group(2) + "("), test + "#" + named.group(2) + " is named in the README and is not there");
            found++;
        }
        assertTrue(found > 20, "tests named in the README: " + found);
    }

    private static void awaitStatement(RunningSystem system, String agreement, String period) {
        await().atMost(PATIENCE).until(() -> system.office("portal").get("/statements/" + agreement + "/" + period + ".json").statusCode() == 200);
    }

    private static List<Block> blocks(String readme) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(readme);
        while (matcher.find()) {
            if (matcher.group(1).equals("run")) {
                blocks.add(new Block(matcher.group(2), new ArrayList<>()));
            } else {
                blocks.get(blocks.size() - 1).answers().addAll(matcher.group(2).lines().filter(line -> !line.isBlank()).toList());
            }
        }
        return blocks;
    }

    private static String atItsAddresses(String commands, RunningSystem system) {
        String filled = commands.replace("localhost:19092", system.kafka());
        for (Map.Entry<String, Integer> port : Map.of("portal", 8080, "price-ingestion", 8081, "contract-registry", 8082, "settlement", 8083).entrySet()) {
            filled = filled.replace("http://localhost:" + port.getValue(), system.service(port.getKey()).address().toString());
        }
        return filled;
    }

    private static void requireCurl() {
        if (!Files.isExecutable(Path.of("/usr/bin/curl"))) {
            String reason = "the quick start needs /usr/bin/curl";
            assertTrue(!System.getProperty("pricefloor.require", "").equals("all"), reason);
            Assumptions.abort(reason);
        }
    }

    private static String run(String script, Path state) throws IOException, InterruptedException {
        Path output = Files.createTempFile("quick-start", ".txt");
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", script).directory(RunningSystem.ROOT.toFile())
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PRICEFLOOR_STATE", state.toString());
        Process shell = builder.start();
        try {
            assertTrue(shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the quick start did not end");
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            shell.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
