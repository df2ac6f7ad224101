package org.pricefloor.acceptance.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pricefloor.acceptance.RunningSystem;

/** {@code contracts/security/ASVS.md} has every requirement of levels 1 and 2 once, each with a test that exists or a reason, and counts them right. */
class AsvsTableTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Set<String> VERDICTS = Set.of("met", "partly", "not met", "none here");

    private record Requirement(String number, String level, String summary, String verdict, String shown) {
    }

    @Test
    void everyRequirementOfLevelsOneAndTwoStandsOnce() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        for (String line : Files.readAllLines(RunningSystem.ROOT.resolve("deploy/acceptance/src/test/resources/security/asvs-5.0.0-levels-1-and-2.csv"))) {
            expected.put(line.split(",")[0], line.split(",")[1]);
        }
        expected.remove("requirement");
        Map<String, String> written = new LinkedHashMap<>();
        for (Requirement requirement : table()) {
            assertEquals(null, written.put(requirement.number(), requirement.level()), requirement.number() + " stands twice");
        }
        assertEquals(expected, written);
        assertEquals(253, written.size());
    }

    @Test
    void everyRequirementHasATestThatExistsOrAReason() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, String> sources = sources();
        for (Requirement requirement : table()) {
            if (!VERDICTS.contains(requirement.verdict())) {
                wrong.add(requirement.number() + " has the verdict " + requirement.verdict());
            }
            if (requirement.summary().isBlank() || requirement.shown().isBlank()) {
                wrong.add(requirement.number() + " says nothing");
            }
            Matcher test = TEST.matcher(requirement.shown());
            while (test.find()) {
                if (!sources.getOrDefault(test.group(1), "").contains(" " + test.group(2) + "(")) {
                    wrong.add(requirement.number() + " names " + test.group() + ", which does not exist");
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void theCountsAreThoseOfTheTable() throws IOException {
        String page = page();
        for (String verdict : VERDICTS) {
            long first = table().stream().filter(requirement -> requirement.verdict().equals(verdict) && requirement.level().equals("1")).count();
            long second = table().stream().filter(requirement -> requirement.verdict().equals(verdict) && requirement.level().equals("2")).count();
            String line = "| " + verdict + " | " + first + " | " + second + " | " + (first + second) + " |";
            assertTrue(page.contains(line), () -> "the page should say " + line);
        }
    }

    private static String page() throws IOException {
        return Files.readString(RunningSystem.ROOT.resolve("contracts/security/ASVS.md"));
    }

    private static List<Requirement> table() throws IOException {
        return page().lines().filter(line -> line.matches("\\| V\\d+\\.\\d+\\.\\d+ \\|.*")).map(line -> {
            String[] cells = line.split("\\|");
            return new Requirement(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip(), cells[5].strip());
        }).toList();
    }

    /** The test classes of all modules by name; those of one name as one. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String modules : List.of("contracts", "services", "deploy")) {
            try (Stream<Path> files = Files.walk(RunningSystem.ROOT.resolve(modules))) {
                // A rule of the house stands in the class that each module's test extends.
                for (Path file : files.filter(path -> path.toString().endsWith(".java") && !path.toString().contains("/target/")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "").replace("ModuleKeepsTheHouseRules", "HouseRulesTest");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
