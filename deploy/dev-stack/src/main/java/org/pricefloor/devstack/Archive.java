package org.pricefloor.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.DatabaseDump;

/**
 * A backup as it lies in a folder: {@code manifest.json}, which is written last, and a folder of tables for each service.
 *
 * @param format    1
 * @param takenAt   when the first snapshot was taken, ISO 8601
 * @param databases in the order in which they were read: who reads a topic before who writes it
 */
record Archive(int format, String takenAt, List<Entry> databases) {

    static final String MANIFEST = "manifest.json";
    static final int FORMAT = 1;

    /** A consumer's snapshot is older than its producers', so that its watermarks never name a position that their backup does not have. */
    static final List<String> CONSUMERS_FIRST = List.of("portal", "settlement", "price-ingestion", "contract-registry");

    /** What a service publishes; it is made anew when the service goes back to an earlier point. */
    static final Map<String, List<String>> PUBLISHES = Map.of("price-ingestion", List.of(Topics.MARKET_DATA),
            "contract-registry", List.of(Topics.AGREEMENTS, Topics.DELIVERIES), "settlement", List.of(Topics.SETTLEMENTS), "portal", List.of());

    record Entry(String service, DatabaseDump.Dumped dump) {
    }

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void write(Path folder) throws IOException {
        Path next = folder.resolve(MANIFEST + ".partial");
        Files.writeString(next, JSON.writeValueAsString(this) + "\n");
        Files.move(next, folder.resolve(MANIFEST), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** @throws StartRefused if there is no whole backup in the folder */
    static Archive read(Path folder) {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.exists(manifest)) {
            throw new StartRefused("There is no whole backup in " + folder + ": " + MANIFEST + " is missing. Name a folder that deploy/backup has finished.");
        }
        try {
            Archive archive = JSON.readValue(manifest.toFile(), Archive.class);
            if (archive.format() != FORMAT) {
                throw new StartRefused("The backup in " + folder + " has format " + archive.format() + "; this release reads " + FORMAT + ". Restore it with the release that made it.");
            }
            return archive;
        } catch (IOException unreadable) {
            throw new StartRefused("The manifest in " + folder + " can not be read (" + unreadable.getMessage() + "). Name another backup.", unreadable);
        }
    }

    Optional<Entry> of(String service) {
        return databases.stream().filter(entry -> entry.service().equals(service)).findFirst();
    }

    long rows() {
        return databases.stream().flatMap(entry -> entry.dump().tables().stream()).mapToLong(DatabaseDump.Table::rows).sum();
    }

    long bytes() {
        return databases.stream().flatMap(entry -> entry.dump().tables().stream()).mapToLong(DatabaseDump.Table::bytes).sum();
    }
}
