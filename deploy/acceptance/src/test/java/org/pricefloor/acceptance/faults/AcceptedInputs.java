package org.pricefloor.acceptance.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The client's own log of what it was told is kept: one line for every 2xx and every broker acknowledgement. */
public final class AcceptedInputs {

    private final Path file;
    private long count;

    AcceptedInputs(Path file) {
        this.file = file;
    }

    /** A price in the revision that was answered. */
    public void price(String series, String day, long revision, String value, String document) {
        add("price", series, day, revision, value, document);
    }

    /** A delivery in the revision that was answered. */
    public void delivery(String agreement, String lot, long revision, String quantity, String document) {
        add("delivery", agreement, lot, revision, quantity, document);
    }

    /** A version that was approved. */
    public void agreement(String agreement, long version, String digest) {
        add("agreement", agreement, null, version, null, digest);
    }

    /** A record that the broker acknowledged; it becomes a fact or is parked. */
    public void record(String topic, int partition, long offset, String event) {
        add("record", topic, String.valueOf(partition), offset, null, event);
    }

    public synchronized long count() {
        return count;
    }

    private synchronized void add(Object... cells) {
        String line = Arrays.stream(cells).map(cell -> cell == null ? "" : cell.toString()).collect(Collectors.joining("\t", "", "\n"));
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        count++;
    }
}
