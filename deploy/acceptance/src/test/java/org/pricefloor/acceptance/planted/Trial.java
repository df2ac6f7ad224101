package org.pricefloor.acceptance.planted;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One run of Maven over named tests of a scratch copy.
 *
 * @param seconds how long it took
 * @param results by {@code class#method}: null where the test passed, else the first line of what it said
 * @param output  where Maven's own words stand
 */
record Trial(long seconds, Map<String, String> results, Path output) {

    private static final long MINUTES_AT_MOST = 20;

    /** @param tests by module */
    static Trial of(List<String> maven, Path root, Map<String, ? extends Collection<String>> tests, Path output) throws IOException, InterruptedException {
        for (String module : tests.keySet()) {
            emptyReports(root.resolve(module));
        }
        List<String> command = new ArrayList<>(maven);
        command.addAll(List.of("-pl", String.join(",", new TreeSet<>(tests.keySet())), "-am", "test", "-Dsurefire.failIfNoSpecifiedTests=false", "-fae",
                "-Dtest=" + tests.values().stream().flatMap(Collection::stream).collect(Collectors.groupingBy(test -> test.split("#")[0], TreeMap::new,
                        Collectors.mapping(test -> test, Collectors.toList()))).entrySet().stream().map(each -> filter(each.getKey(), each.getValue()))
                        .collect(Collectors.joining(","))));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
        if (!process.waitFor(MINUTES_AT_MOST, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Map<String, String> results = new LinkedHashMap<>();
        for (String module : tests.keySet()) {
            readReports(root.resolve(module), results);
        }
        return new Trial(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), results, output);
    }

    /** Surefire's own form: {@code class#method+method}, or the class where one of them names it whole. */
    private static String filter(String type, List<String> tests) {
        return tests.contains(type) ? type : type + "#" + tests.stream().map(test -> test.split("#")[1]).distinct().collect(Collectors.joining("+"));
    }

    /** What a named test, or any test of a named class, said; empty: it passed, or did not run. */
    List<String> failuresOf(String test) {
        return results.entrySet().stream().filter(each -> each.getValue() != null && names(test, each.getKey())).map(each -> each.getKey() + ": " + each.getValue())
                .toList();
    }

    boolean ran(String test) {
        return results.keySet().stream().anyMatch(each -> names(test, each));
    }

    private static boolean names(String test, String result) {
        return result.equals(test) || !test.contains("#") && result.startsWith(test + "#");
    }

    private static void emptyReports(Path module) throws IOException {
        for (Path report : reports(module)) {
            Files.delete(report);
        }
    }

    private static List<Path> reports(Path module) throws IOException {
        Path folder = module.resolve("target/surefire-reports");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
        }
    }

    private static void readReports(Path module, Map<String, String> results) throws IOException {
        for (Path report : reports(module)) {
            // The file has the class in full; of a property the case within has its simple name alone.
            String type = report.getFileName().toString().replaceAll("^TEST-|\\.xml$", "");
            try {
                Document document = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(report.toFile());
                NodeList cases = document.getElementsByTagName("testcase");
                for (int i = 0; i < cases.getLength(); i++) {
                    Element test = (Element) cases.item(i);
                    String method = test.getAttribute("name").replaceAll("[({\\[ ].*", "");
                    results.merge(type + "#" + method, said(test), (one, other) -> one.isEmpty() ? other : one);
                }
            } catch (ParserConfigurationException | SAXException e) {
                throw new IOException("the report " + report + " can not be read", e);
            }
        }
        results.replaceAll((test, said) -> said == null || said.isEmpty() ? null : said);
    }

    private static String said(Element test) {
        for (String kind : List.of("failure", "error")) {
            NodeList found = test.getElementsByTagName(kind);
            if (found.getLength() > 0) {
                Element first = (Element) found.item(0);
                String message = first.getAttribute("message").isEmpty() ? first.getTextContent() : first.getAttribute("message");
                String line = (first.getAttribute("type") + " " + message.strip().replaceAll("\\s+", " ")).strip();
                return line.length() > 300 ? line.substring(0, 300) : line;
            }
        }
        return "";
    }
}
