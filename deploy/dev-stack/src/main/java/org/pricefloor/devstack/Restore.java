package org.pricefloor.devstack;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.DatabaseDump;
import org.pricefloor.infrastructure.InfrastructureFailure;
import org.pricefloor.infrastructure.TopicTail;

/**
 * {@code deploy/restore}: puts databases back to a backup, and the topics they publish with them.
 *
 * <p>A restored publisher gives positions anew that its topic has given already, to other events; consumers would drop them. So its
 * topics are made anew: what they knew beyond the backup is kept in a file, the relay publishes the restored outbox under the positions
 * it has, and every consumer reads from the beginning and drops what it knows. The portal, a picture of what settlement published, goes
 * back with settlement. Settlement does not go back with those it reads: it knows facts by their ids.
 *
 * <p>Exit 2: refused, nothing was touched. 1: failed; each database is as it was or restored whole, and the same command can be given again.
 */
public final class Restore {

    private static final int REFUSED = 2;
    private static final int FAILED = 1;
    private static final String TAIL_FOLDER = "after-the-backup";

    private Restore() {
    }

    /** What was done. */
    record Done(List<String> services, long rows, Map<String, Long> tail, Path kept) {
    }

    /** Arguments: {@code --root DIR --state DIR (--from DIR [--only NAME,NAME] | --topics) [--json]}. */
    public static void main(String[] arguments) {
        Path root = null;
        Path state = null;
        Path from = null;
        Set<String> only = new LinkedHashSet<>(Archive.CONSUMERS_FIRST);
        boolean json = false;
        try {
            for (Iterator<String> argument = List.of(arguments).iterator(); argument.hasNext();) {
                switch (argument.next()) {
                    case "--root" -> root = Path.of(argument.next());
                    case "--state" -> state = Path.of(argument.next());
                    case "--from" -> from = Path.of(argument.next());
                    case "--only" -> only = new LinkedHashSet<>(List.of(argument.next().split(",")));
                    case "--topics" -> only = Set.of();
                    case "--json" -> json = true;
                    default -> throw new StartRefused("There is no such option. deploy/restore --help lists them.");
                }
            }
            PrintStream told = json ? System.err : System.out;
            Done done = only.isEmpty() ? topics(root, state, told) : databases(root, state, from, only, told);
            if (json) {
                StringBuilder tail = new StringBuilder();
                done.tail().forEach((topic, count) -> tail.append(tail.isEmpty() ? "" : ",").append('"').append(topic).append("\":").append(count));
                System.out.printf("{\"restored\":[%s],\"rows\":%d,\"afterTheBackup\":{%s},\"keptIn\":\"%s\"}%n",
                        String.join(",", done.services().stream().map(service -> '"' + service + '"').toList()), done.rows(), tail, done.kept());
            }
        } catch (StartRefused | InfrastructureFailure refusal) {
            System.err.println(refusal.getMessage());
            System.exit(REFUSED);
        } catch (SQLException | IOException failure) {
            System.err.println("The restore failed (" + failure.getMessage() + "). Each database is as it was or restored whole; mend the cause and give the same command again.");
            System.exit(FAILED);
        }
    }

    static Done databases(Path root, Path stateFolder, Path from, Set<String> asked, PrintStream told) throws SQLException, IOException {
        Archive archive = Archive.read(from);
        Set<String> services = new LinkedHashSet<>();
        for (String service : Archive.CONSUMERS_FIRST) {
            if (asked.contains(service) || service.equals("portal") && asked.contains("settlement")) {
                services.add(service);
            }
        }
        asked.stream().filter(name -> !Archive.CONSUMERS_FIRST.contains(name)).findFirst().ifPresent(name -> {
            throw new StartRefused("There is no service " + name + ". The names are " + String.join(", ", Archive.CONSUMERS_FIRST) + ".");
        });
        checkFiles(from, archive, services);
        told.println(" checked  every file of " + from + " by its checksum");
        try (ArchivedState state = ArchivedState.toWrite(root, stateFolder)) {
            for (String service : services) {
                checkTarget(state, archive, service);
            }
            List<String> topics = services.stream().flatMap(service -> Archive.PUBLISHES.get(service).stream()).toList();
            Path kept = stateFolder.resolve(TAIL_FOLDER).resolve(Instant.now().toString().replace(':', '-'));
            Map<String, Long> tail = keepTail(state, archive, topics, kept);
            tail.forEach((topic, count) -> told.println(" kept     " + count + " events that " + topic + " has beyond the backup" + (count == 0 ? "" : ", in " + kept)));
            long rows = restore(state, from, archive, services, told);
            if (!topics.isEmpty()) {
                new TopicTail(state.broker()).delete(topics);
                state.prepare();
                told.println(" emptied  " + String.join(", ", topics) + ": the relays publish the restored outboxes when the services start");
            }
            List<String> readAgain = topics.stream().filter(topic -> !topic.equals(Topics.SETTLEMENTS)).toList();
            if (!readAgain.isEmpty() && !services.contains("settlement")) {
                int partitions = state.database("settlement").readAgain(readAgain);
                told.println(" set back settlement's watermarks of " + partitions + " partitions: it reads them again and records nothing twice");
            }
            told.println(" restored " + String.join(", ", services) + " as of " + archive.takenAt() + ", " + rows + " rows. Start with deploy/up.");
            return new Done(List.copyOf(services), rows, tail, kept);
        }
    }

    /** The broker was lost and the databases were not: every outbox is published again. */
    static Done topics(Path root, Path stateFolder, PrintStream told) throws SQLException {
        try (ArchivedState state = ArchivedState.toWrite(root, stateFolder)) {
            new TopicTail(state.broker()).delete(Topics.ALL);
            state.prepare();
            for (String service : Archive.CONSUMERS_FIRST) {
                state.database(service).publishAgain();
            }
            told.println(" emptied  every topic: the relays publish their outboxes when the services start, and consumers drop what they know. Start with deploy/up.");
            return new Done(List.of(), 0, Map.of(), stateFolder);
        }
    }

    private static void checkFiles(Path from, Archive archive, Set<String> services) throws IOException {
        List<String> differences = new ArrayList<>();
        for (String service : services) {
            Archive.Entry entry = archive.of(service).orElseThrow(() -> new StartRefused("The backup in " + from + " does not hold " + service + "."));
            differences.addAll(DatabaseDump.differences(from.resolve(service), entry.dump()));
        }
        if (!differences.isEmpty()) {
            throw new StartRefused("The backup is not whole: " + String.join("; ", differences) + ". Nothing was touched. Take another backup, or this one from another copy.");
        }
    }

    private static void checkTarget(ArchivedState state, Archive archive, String service) throws SQLException {
        DatabaseDump target = state.database(service);
        List<String> sessions = target.sessions();
        if (!sessions.isEmpty()) {
            throw new StartRefused("The database of " + service + " is in use by " + String.join(", ", sessions) + ". Stop it, then restore.");
        }
        List<String> backed = archive.of(service).orElseThrow().dump().migrations();
        List<String> built = target.migrations();
        if (!backed.equals(built)) {
            throw new StartRefused("The backup of " + service + " was taken with " + backed.size() + " migrations, the last " + backed.get(backed.size() - 1)
                    + "; this release has " + built.size() + ", the last " + built.get(built.size() - 1) + ". Restore with the release that made the backup, then start this one.");
        }
    }

    private static Map<String, Long> keepTail(ArchivedState state, Archive archive, List<String> topics, Path kept) throws IOException {
        Map<String, Long> positions = new LinkedHashMap<>();
        archive.databases().forEach(entry -> positions.putAll(entry.dump().positions()));
        Map<String, Long> tail = new LinkedHashMap<>();
        for (String topic : topics) {
            tail.put(topic, new TopicTail(state.broker()).keep(topic, positions, kept.resolve(topic + ".tsv")));
        }
        return tail;
    }

    /** All are filled before the first is committed: what does not fit leaves every one as it was. */
    private static long restore(ArchivedState state, Path from, Archive archive, Set<String> services, PrintStream told) throws SQLException, IOException {
        List<DatabaseDump.Restore> ready = new ArrayList<>();
        long rows = 0;
        try {
            for (String service : services) {
                DatabaseDump.Dumped dump = archive.of(service).orElseThrow().dump();
                ready.add(state.database(service).restore(from.resolve(service), dump, line -> { }));
                long count = dump.tables().stream().mapToLong(DatabaseDump.Table::rows).sum();
                rows += count;
                told.println(" filled   " + service + ": " + count + " rows");
            }
            for (DatabaseDump.Restore one : ready) {
                one.commit();
            }
            return rows;
        } finally {
            for (DatabaseDump.Restore one : ready) {
                one.close();
            }
        }
    }
}
