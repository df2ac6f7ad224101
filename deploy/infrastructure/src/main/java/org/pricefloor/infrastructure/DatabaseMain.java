package org.pricefloor.infrastructure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The forked JVM of {@link Database}: unpacks and initialises once, runs the server as its child, stops it when the lifeline is cut. */
final class DatabaseMain {

    private static final int ATTEMPTS = 10;

    private final Path folder;
    private final Path data;
    private final Path binaries;
    private final int port;
    private Process server;

    private DatabaseMain(Path folder, Path binaries, int port) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.binaries = binaries;
        this.port = port;
    }

    /** Arguments: folder, lifeline, port, folder to unpack the binaries in. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        ForkedServer.lockFolder(folder);
        Lifeline.holdOn(arguments[1]);
        DatabaseMain main = new DatabaseMain(folder, unpacked(Path.of(arguments[3]), folder), Integer.parseInt(arguments[2]));
        main.initialiseOnce();
        Runtime.getRuntime().addShutdownHook(new Thread(main::stop, "stop-database"));
        main.startAndAnnounce();
        System.exit(main.server.waitFor());
    }

    /**
     * Unpacks into a folder of its own name and moves it into place when it is complete, so that an interrupted unpacking is never taken
     * for a whole one. The folder's name holds the version. Where the build folder belongs to somebody else, the state folder serves.
     */
    private static Path unpacked(Path buildFolder, Path stateFolder) throws IOException {
        String archive = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64" -> "postgres-linux-arm_64.txz";
            default -> throw new IOException("no PostgreSQL binaries for the processor " + System.getProperty("os.arch"));
        };
        String name = "postgresql-" + versionOfBinaries();
        for (Path parent : List.of(buildFolder, stateFolder)) {
            if (Files.isDirectory(parent.resolve(name))) {
                return parent.resolve(name);
            }
        }
        Path parent = Files.isWritable(buildFolder) ? buildFolder : stateFolder;
        Path complete = parent.resolve(name);
        Path partial = parent.resolve(complete.getFileName() + ".partial-" + ProcessHandle.current().pid());
        PrivateFiles.deleteFolder(partial);
        try (InputStream packed = DatabaseMain.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw new IOException("the PostgreSQL binaries " + archive + " are not on the class path");
            }
            TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, partial);
            }
        }
        try {
            Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException another) {
            // Another server unpacked at the same time and was first: its folder is as good.
            PrivateFiles.deleteFolder(partial);
            if (!Files.isDirectory(complete)) {
                throw another;
            }
        }
        return complete;
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("the archive names a file outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
        } else {
            Files.createDirectories(file.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            } else if (entry.isLink()) {
                Files.createLink(file, target.resolve(entry.getLinkName()).normalize());
            } else {
                Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(file, permissions(entry.getMode()));
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.addAll(EnumSet.of(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE));
        }
        return permissions;
    }

    /** From the name of the jar that holds them: the archive itself does not say. */
    private static String versionOfBinaries() {
        String jar = "" + DatabaseMain.class.getResource("/postgres-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64") + ".txz");
        return jar.replaceAll(".*-([0-9.]+)\\.jar!.*", "$1");
    }

    private void initialiseOnce() throws IOException, InterruptedException {
        if (Files.isDirectory(data)) {
            return;
        }
        Path partial = folder.resolve("data.partial");
        PrivateFiles.deleteFolder(partial);
        // The builtin locale sorts alike on every machine, whatever C library it has.
        int exit = run("initdb", "-D", partial.toString(), "-U", Database.SUPERUSER, "--auth=scram-sha-256", "--pwfile=" + Database.superuserPasswordFile(folder),
                "-E", "UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions");
        if (exit != 0) {
            System.exit(exit);
        }
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void startAndAnnounce() throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            stopServerLeftBehind();
            server = process("postgres", "-D", data.toString(), "-p", String.valueOf(port), "-c", "listen_addresses=" + Ports.LOOPBACK, "-c", "unix_socket_directories=",
                    "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "max_connections=200", "-c", "timezone=UTC", "-c", "log_timezone=UTC",
                    // After a checkpoint the first change of a page writes the page whole: at a steady load of the bench checkpoints of 1 GB came every 4 s, and a line wrote 20 KB of log.
                    "-c", "max_wal_size=8GB", "-c", "shared_buffers=512MB",
                    "-c", "logging_collector=off", "-c", "log_line_prefix=%m [%p] %d %u ").start();
            if (awaitAnswer()) {
                ForkedServer.announce(folder, port);
                return;
            }
            // The children of a server that was killed may hold its memory for a moment.
            Thread.sleep(500);
        }
        System.exit(1);
    }

    /** True when our own server, not another on the same port, answered; false when it ended. */
    private boolean awaitAnswer() throws InterruptedException {
        String url = "jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/postgres?connectTimeout=5&socketTimeout=10";
        while (!server.waitFor(30, TimeUnit.MILLISECONDS)) {
            try (Connection connection = DriverManager.getConnection(url, Database.SUPERUSER, Database.superuserPassword(folder));
                    ResultSet answer = connection.createStatement().executeQuery("SELECT current_setting('data_directory')")) {
                answer.next();
                if (Path.of(answer.getString(1)).equals(data)) {
                    return true;
                }
                System.out.println("FATAL another PostgreSQL answers on port " + port + ": " + answer.getString(1));
            } catch (SQLException notYet) {
                // Starting, or replaying its log after a crash.
            }
        }
        return false;
    }

    private void stopServerLeftBehind() throws IOException {
        Postmaster.runningOn(data).ifPresent(leftBehind -> {
            System.out.println("Stopped a server left behind pid=" + leftBehind.pid());
            Postmaster.stop(leftBehind);
        });
        // Of a server that was killed. Should its number belong to another process by now, PostgreSQL would take that for itself.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
    }

    private void stop() {
        if (server != null && server.isAlive()) {
            Postmaster.stop(server.toHandle());
        }
    }

    private int run(String program, String... arguments) throws IOException, InterruptedException {
        return process(program, arguments).start().waitFor();
    }

    /** PostgreSQL refuses to run as root. In a user namespace of its own the same process is nobody in particular, and may. */
    private ProcessBuilder process(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
            if (!mayUnshare()) {
                System.out.println("ERROR PostgreSQL refuses to run as root and this machine does not allow `unshare -U`: start as an ordinary user");
                System.exit(1);
            }
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("LANG"));
        return builder;
    }

    private static boolean mayUnshare() throws IOException {
        try {
            return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
