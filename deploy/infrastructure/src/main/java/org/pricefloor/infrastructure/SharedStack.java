package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One broker and one database for all test JVMs of a build, in this module's build folder. The first that asks starts them; they end by
 * themselves when no test JVM has lived for a minute, so that nothing is left running after a build.
 */
final class SharedStack {

    private static final long HEARTBEAT_MILLIS = 5_000;
    /** The address of the broker that this JVM started for itself: a property, as each class loader of the JVM has a class of its own here. */
    private static final String OWN_BROKER = "pricefloor.broker.of.this.jvm";

    private static SharedStack ofThisJvm;

    private final Path folder;
    private final String brokerAddress;
    private final String databaseAddress;
    private FileChannel brokerLock;

    private SharedStack(Path folder, String brokerAddress, String databaseAddress) {
        this.folder = folder;
        this.brokerAddress = brokerAddress;
        this.databaseAddress = databaseAddress;
    }

    static synchronized SharedStack get() {
        if (ofThisJvm == null) {
            Path folder = StackClasspath.buildFolder().resolve("shared");
            try {
                Files.createDirectories(folder);
                // Beside the folder, not in it: the folder is emptied while the lock is held.
                try (FileChannel channel = FileChannel.open(folder.resolveSibling("shared.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = waitFor(channel)) {
                    ofThisJvm = runningOrStarted(folder);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return ofThisJvm;
    }

    Path folder() {
        return folder;
    }

    Path databaseFolder() {
        return folder.resolve("database");
    }

    String databaseAddress() {
        return databaseAddress;
    }

    /**
     * A broker that no other test JVM uses: topics have fixed names, so that two builds at once would read each other's events. The
     * shared one if it is free, for as long as this JVM lives; else one of its own.
     */
    synchronized String exclusiveBroker() {
        String own = System.getProperty(OWN_BROKER);
        if (own != null) {
            return own;
        }
        try {
            if (brokerLock == null) {
                brokerLock = FileChannel.open(folder.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (brokerLock.tryLock() == null) {
                    return brokerOfItsOwn();
                }
            }
        } catch (OverlappingFileLockException held) {
            // By another class loader of this JVM; its tests are over when these begin.
            return brokerAddress;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return brokerAddress;
    }

    private String brokerOfItsOwn() {
        Path own = StackClasspath.buildFolder().resolve("broker-of-" + ProcessHandle.current().pid());
        Broker broker = Broker.start(own, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            broker.close();
            PrivateFiles.deleteFolder(own);
        }));
        System.setProperty(OWN_BROKER, broker.address());
        return broker.address();
    }

    private static SharedStack runningOrStarted(Path folder) throws IOException {
        Path heartbeat = folder.resolve("heartbeat");
        Path broker = folder.resolve("broker");
        Path database = folder.resolve("database");
        if (Files.exists(heartbeat)) {
            touch(heartbeat);
            Optional<String> brokerAddress = Broker.runningIn(broker);
            Optional<String> databaseAddress = Database.runningIn(database);
            if (brokerAddress.isPresent() && databaseAddress.isPresent()) {
                beat(heartbeat);
                return new SharedStack(folder, brokerAddress.get(), databaseAddress.get());
            }
            // One of the two is gone: without its heartbeat file the other goes as well.
            Files.deleteIfExists(heartbeat);
            awaitUnlocked(broker);
            awaitUnlocked(database);
        }
        PrivateFiles.deleteFolder(folder);
        Files.createDirectories(folder);
        touch(heartbeat);
        beat(heartbeat);
        CompletableFuture<Database> startedDatabase = CompletableFuture.supplyAsync(() -> Database.start(database, 0, heartbeat.toString()));
        try {
            Broker startedBroker = Broker.start(broker, 0, 0, heartbeat.toString());
            return new SharedStack(folder, startedBroker.address(), startedDatabase.join().address());
        } catch (RuntimeException failure) {
            Files.deleteIfExists(heartbeat);
            throw failure instanceof CompletionException wrapped && wrapped.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private static FileLock waitFor(FileChannel channel) throws IOException {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException anotherClassLoader) {
                pause();
            }
        }
    }

    private static void awaitUnlocked(Path server) throws IOException {
        Path lockFile = server.resolve("lock");
        while (Files.exists(lockFile)) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    return;
                }
            }
            pause();
        }
    }

    private static void beat(Path heartbeat) {
        Thread thread = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    Files.setLastModifiedTime(heartbeat, FileTime.fromMillis(System.currentTimeMillis()));
                    Thread.sleep(HEARTBEAT_MILLIS);
                } catch (IOException deleted) {
                    return;
                } catch (InterruptedException asked) {
                    return;
                }
            }
        }, "heartbeat-of-shared-stack");
        thread.setDaemon(true);
        thread.start();
    }

    private static void touch(Path heartbeat) throws IOException {
        if (!Files.exists(heartbeat)) {
            Files.createFile(heartbeat);
        }
        Files.setLastModifiedTime(heartbeat, FileTime.fromMillis(System.currentTimeMillis()));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new InfrastructureFailure("The start of the shared stack was interrupted.", asked);
        }
    }
}
