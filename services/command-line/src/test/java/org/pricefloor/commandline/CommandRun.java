package org.pricefloor.commandline;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** A run of the command in this process: what it printed and how it ended. And where its real files stand. */
record CommandRun(int exitCode, String out, String err) {

    static final Path SAMPLES = Path.of("../../deploy/dev-stack/src/main/resources/samples");
    static final Path ORACLE = Path.of("../../deploy/acceptance/src/test/resources/oracle");

    static CommandRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Pricefloor.run(new PrintWriter(out), new PrintWriter(err), Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** The settlements of a run with {@code --json}. */
    List<JsonNode> settlements() {
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + ": " + err);
        }
        try {
            List<JsonNode> settlements = new ArrayList<>();
            new ObjectMapper().readTree(out).get("settlements").forEach(settlements::add);
            return settlements;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static List<CSVRecord> csv(Path file) {
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader).getRecords();
        } catch (IOException unread) {
            throw new UncheckedIOException(unread);
        }
    }
}
