package org.pricefloor.acceptance.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One believable fault, as its patch file has it.
 *
 * @param name   of the file, without {@code .patch}
 * @param plants what goes wrong, in a sentence
 * @param module in which the fault is planted and whose tests find it
 * @param tests  {@code class#method}, or a class
 */
record PlantedFault(String name, String plants, String module, List<String> tests, Diff diff) {

    private static final String PLANTS = "# plants:";
    private static final String MODULE = "# module:";
    private static final String FOUND_BY = "# found by:";

    /** Every plant of the folder, in the order of names. */
    static List<PlantedFault> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<PlantedFault> faults = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".patch")).sorted().toList()) {
                faults.add(read(file));
            }
            return faults;
        }
    }

    private static PlantedFault read(Path file) throws IOException {
        String plants = null;
        String module = null;
        List<String> tests = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        int at = 0;
        for (; at < lines.size() && !lines.get(at).startsWith("--- "); at++) {
            String line = lines.get(at);
            if (line.startsWith(PLANTS)) {
                plants = line.substring(PLANTS.length()).strip();
            } else if (line.startsWith(MODULE)) {
                module = line.substring(MODULE.length()).strip();
            } else if (line.startsWith(FOUND_BY)) {
                tests.add(line.substring(FOUND_BY.length()).strip());
            } else {
                throw new IllegalArgumentException(file + " begins with lines '" + PLANTS + "', '" + MODULE + "' and '" + FOUND_BY + "', not: " + line);
            }
        }
        if (plants == null || module == null || tests.isEmpty()) {
            throw new IllegalArgumentException(file + " does not say what it plants, in which module and what finds it");
        }
        return new PlantedFault(file.getFileName().toString().replace(".patch", ""), plants, module, List.copyOf(tests), Diff.parse(lines.subList(at, lines.size())));
    }

    /** The source file of a named test. */
    Path sourceOf(Path root, String test) {
        return root.resolve(module).resolve("src/test/java").resolve(test.split("#")[0].replace('.', '/') + ".java");
    }
}
