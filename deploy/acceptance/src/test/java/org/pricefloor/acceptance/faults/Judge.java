package org.pricefloor.acceptance.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.postgresql.Driver;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.infrastructure.ServiceDatabase;

/** The checker in a process of its own, which remembers the rows that it saw. */
final class Judge implements AutoCloseable {

    private static final Path CHECKER = RunningSystem.ROOT.resolve("deploy/acceptance/checker");

    /** What it says of a state. */
    record Judgement(List<String> violations, Map<String, Long> counts) {
    }

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    Judge(RunningSystem system, List<String> services, Path folder) throws IOException {
        Properties properties = new Properties();
        for (String service : services) {
            ServiceDatabase database = system.stack().database(service);
            properties.setProperty(service + ".url", database.jdbcUrl());
            properties.setProperty(service + ".user", system.stack().database().superuser());
            properties.setProperty(service + ".password", system.stack().database().superuserPassword());
        }
        Path file = folder.resolve("system.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        String driver = Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx768m", "-XX:+UseSerialGC", "-Dchecker.home=" + CHECKER,
                "-cp", driver, CHECKER.resolve("Checker.java").toString(), file.toString())
                .redirectError(folder.resolve("checker.log").toFile()).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** Looks at the rows that never change, for later. */
    Judgement keep() throws IOException {
        return ask("keep");
    }

    Judgement check(Path evidence) throws IOException {
        return ask("check " + evidence);
    }

    private Judgement ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        List<String> violations = new ArrayList<>();
        Map<String, Long> counts = new TreeMap<>();
        for (String line = answers.readLine(); ; line = answers.readLine()) {
            if (line == null) {
                throw new IOException("The checker ended without an answer; its last words stand in checker.log");
            }
            String[] cells = line.split("\t", -1);
            switch (cells[0]) {
                case "end" -> {
                    return new Judgement(violations, counts);
                }
                case "counted" -> counts.put(cells[1], Long.valueOf(cells[2]));
                default -> violations.add(cells[1] + ": " + cells[2]);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
