package org.pricefloor.devstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.pricefloor.infrastructure.PrivateFiles;

/**
 * The folder that keeps a stack's state between starts. A marker file says that it is ours: nothing else is ever deleted. A lock, held
 * while a stack runs, says that it is in use; the lock ends with its process, the recorded process numbers outlive it.
 */
final class StateFolder implements AutoCloseable {

    private static final String MARKER = "PRICEFLOOR-STATE";
    private static final String LOCK = "stack.lock";

    private final Path folder;
    private final FileChannel lock;

    private StateFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Takes the folder for this process, and stops what a killed launcher left running in it. */
    static StateFolder open(Path folder) {
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new StartRefused(folder + " is a file, not a folder. Name another one with --state.");
            }
            if (Files.isDirectory(folder) && !Files.exists(folder.resolve(MARKER)) && !isEmpty(folder)) {
                throw new StartRefused("The folder " + folder + " holds files that are not a state of this stack. Name another one with --state.");
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.exists(folder.resolve(MARKER))) {
                Files.writeString(folder.resolve(MARKER), "State of a Pricefloor development stack. deploy/up --fresh empties this folder.\n");
            }
            FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new StartRefused("A stack already runs in " + folder + owner(folder).map(pid -> " (process " + pid + ")").orElse("")
                        + ". Stop it with deploy/down, or start another in another folder with --state DIR --free-ports.");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            StateFolder opened = new StateFolder(folder, channel);
            opened.stopLeftBehind();
            return opened;
        } catch (IOException failure) {
            throw new StartRefused("The state folder " + folder + " cannot be written (" + failure + "). Make it writable, or name another one with --state.", failure);
        }
    }

    /** The process that holds the folder now, if one does. */
    static Optional<ProcessHandle> runningIn(Path folder) {
        if (!Files.exists(folder.resolve(LOCK))) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return locked(channel) ? Optional.empty() : owner(folder).flatMap(ProcessHandle::of);
        } catch (IOException failure) {
            throw new StartRefused("The state folder " + folder + " cannot be read (" + failure + ").", failure);
        }
    }

    /** Deletes everything but the marker and the lock. */
    void empty() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!List.of(MARKER, LOCK).contains(entry.getFileName().toString())) {
                    PrivateFiles.deleteFolder(entry);
                }
            }
        } catch (IOException failure) {
            throw new StartRefused("The state folder " + folder + " cannot be emptied (" + failure + ").", failure);
        }
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    /** Remembers a process, so that it can be found again should this one be killed. */
    void remember(String name, ProcessHandle process) {
        PrivateFiles.write(folder.resolve("processes").resolve(name), process.pid() + " " + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L) + "\n");
    }

    void forget(String name) {
        try {
            Files.deleteIfExists(folder.resolve("processes").resolve(name));
        } catch (IOException harmless) {
            // A process number without its process is recognised by its time of start.
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException harmless) {
            // The lock ends with this process at the latest.
        }
    }

    private void stopLeftBehind() throws IOException {
        Path processes = folder.resolve("processes");
        if (!Files.isDirectory(processes)) {
            return;
        }
        try (Stream<Path> files = Files.list(processes)) {
            for (Path file : files.toList()) {
                String[] words = Files.readString(file).strip().split(" ");
                // A number is given to another process in time: only the one that started at that instant is ours.
                ProcessHandle.of(Long.parseLong(words[0]))
                        .filter(handle -> handle.info().startInstant().map(instant -> instant.toEpochMilli() == Long.parseLong(words[1])).orElse(false))
                        .ifPresent(handle -> stop(handle, Duration.ofSeconds(15)));
                Files.deleteIfExists(file);
            }
        }
    }

    /** SIGTERM, and SIGKILL to one that does not listen. */
    static void stop(ProcessHandle handle, Duration patience) {
        handle.destroy();
        CompletableFuture<ProcessHandle> ended = handle.onExit();
        try {
            ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException deaf) {
            handle.destroyForcibly();
            ended.join();
        } catch (ExecutionException failure) {
            handle.destroyForcibly();
        } catch (InterruptedException asked) {
            handle.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static Optional<Long> owner(Path folder) {
        try {
            return Optional.of(Long.parseLong(Files.readString(folder.resolve(LOCK)).strip()));
        } catch (IOException | NumberFormatException unknown) {
            return Optional.empty();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}
