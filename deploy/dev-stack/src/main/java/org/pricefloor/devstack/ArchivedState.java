package org.pricefloor.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import org.pricefloor.contracts.Topics;
import org.pricefloor.infrastructure.Broker;
import org.pricefloor.infrastructure.Database;
import org.pricefloor.infrastructure.DatabaseDump;
import org.pricefloor.infrastructure.Ports;
import org.pricefloor.infrastructure.Provision;

/**
 * The database, and where it is needed the broker, of a state folder: those of the stack that runs in it, or, where none runs, of their own
 * for as long as this is open.
 */
final class ArchivedState implements AutoCloseable {

    private static final String SUPERUSER = "postgres";

    private final Path root;
    private final Path folder;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private String databaseAddress;
    private Database database;
    private Broker broker;

    private ArchivedState(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /** To read from, whether a stack runs or not. */
    static ArchivedState toRead(Path root, Path folder) {
        if (!Files.isDirectory(folder.resolve("database"))) {
            throw new StartRefused("There is no database in the state folder " + folder + ". Name the folder of a stack with --state.");
        }
        ArchivedState state = new ArchivedState(root, folder);
        Optional<ProcessHandle> running = StateFolder.runningIn(folder);
        if (running.isPresent()) {
            Properties addresses = new Properties();
            try (var reader = Files.newBufferedReader(folder.resolve("addresses.properties"))) {
                addresses.load(reader);
            } catch (IOException starting) {
                throw new StartRefused("The stack in " + folder + " is not ready yet. Try again when it is.", starting);
            }
            state.databaseAddress = addresses.getProperty("postgres");
            return state;
        }
        return state.started(false);
    }

    /**
     * To write to: nobody else may use it meanwhile.
     *
     * @throws StartRefused if a stack runs in the folder
     */
    static ArchivedState toWrite(Path root, Path folder) {
        StateFolder.runningIn(folder).ifPresent(handle -> {
            throw new StartRefused("A stack runs in " + folder + " (process " + handle.pid() + "): its services would write between what is restored. Stop it with deploy/down.");
        });
        return new ArchivedState(root, folder).started(true);
    }

    private ArchivedState started(boolean withBroker) {
        try {
            StateFolder state = StateFolder.open(folder);
            owned.add(state);
            Database.stopLeftBehind(state.resolve("database"));
            database = Database.start(state.resolve("database"), 0);
            owned.add(0, database);
            databaseAddress = database.address();
            if (withBroker) {
                broker = Broker.start(state.resolve("broker"), Ports.free(), Ports.free());
                owned.add(0, broker);
                prepare();
            }
            return this;
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /** Topics, roles, databases and migrations that are missing. */
    void prepare() {
        Provision provision = new Provision(database).topics(broker.address(), Topics.ALL);
        Service.ALL.forEach(service -> service.migrations(root).ifPresent(jar -> provision.service(service.name(), jar)));
        provision.run();
    }

    String broker() {
        return broker.address();
    }

    DatabaseDump database(String service) {
        try {
            return new DatabaseDump("jdbc:postgresql://" + databaseAddress + "/" + service.replace('-', '_'), SUPERUSER,
                    Files.readString(folder.resolve("database").resolve("superuser.password")).strip());
        } catch (IOException failure) {
            throw new StartRefused("The superuser's password is missing in " + folder.resolve("database") + ".", failure);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable one : owned) {
            try {
                one.close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
        owned.clear();
    }
}
