package org.pricefloor.devstack;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import org.pricefloor.infrastructure.DatabaseDump;
import org.pricefloor.infrastructure.InfrastructureFailure;

/** {@code deploy/backup}: reads every service's database into a folder, while the services run or not. Exit 2: refused; 1: failed, and no manifest stands in the folder. */
public final class Backup {

    private static final int REFUSED = 2;
    private static final int FAILED = 1;

    private Backup() {
    }

    /** Arguments: {@code --root DIR --state DIR --to DIR [--json]}. */
    public static void main(String[] arguments) {
        Path root = null;
        Path state = null;
        Path to = null;
        boolean json = false;
        try {
            for (Iterator<String> argument = List.of(arguments).iterator(); argument.hasNext();) {
                switch (argument.next()) {
                    case "--root" -> root = Path.of(argument.next());
                    case "--state" -> state = Path.of(argument.next());
                    case "--to" -> to = Path.of(argument.next());
                    case "--json" -> json = true;
                    default -> throw new StartRefused("There is no such option. deploy/backup --help lists them.");
                }
            }
            Archive archive = take(root, state, to, json ? System.err : System.out);
            if (json) {
                System.out.printf("{\"backup\":\"%s\",\"takenAt\":\"%s\",\"databases\":%d,\"rows\":%d,\"bytes\":%d}%n", to, archive.takenAt(),
                        archive.databases().size(), archive.rows(), archive.bytes());
            }
        } catch (StartRefused | InfrastructureFailure refusal) {
            System.err.println(refusal.getMessage());
            System.exit(REFUSED);
        } catch (SQLException | IOException failure) {
            System.err.println("The backup failed (" + failure.getMessage() + "). What lies in " + to + " is not whole; remove it and try again.");
            System.exit(FAILED);
        }
    }

    static Archive take(Path root, Path stateFolder, Path to, PrintStream told) throws SQLException, IOException {
        if (Files.exists(to)) {
            throw new StartRefused("There is something at " + to + " already. Name a folder that does not exist: a backup is never written over another.");
        }
        try (ArchivedState state = ArchivedState.toRead(root, stateFolder)) {
            String takenAt = Instant.now().toString();
            List<Archive.Entry> entries = new ArrayList<>();
            for (String service : Archive.CONSUMERS_FIRST) {
                long begun = System.nanoTime();
                DatabaseDump.Dumped dump = state.database(service).write(to.resolve(service), line -> { });
                entries.add(new Archive.Entry(service, dump));
                told.printf(Locale.ROOT, " read %-18s %2d tables %9d rows %6.1f s%n", service, dump.tables().size(),
                        dump.tables().stream().mapToLong(DatabaseDump.Table::rows).sum(), (System.nanoTime() - begun) / 1e9);
            }
            Archive archive = new Archive(Archive.FORMAT, takenAt, entries);
            archive.write(to);
            told.printf(Locale.ROOT, " backup is whole: %s, %d rows, %d bytes%n", to, archive.rows(), archive.bytes());
            return archive;
        }
    }
}
